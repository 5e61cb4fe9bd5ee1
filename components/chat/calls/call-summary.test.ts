import { expect, it } from 'vitest';
import { callSummary } from '@/components/chat/calls/call-summary';

const summary = (given: Parameters<typeof callSummary>[0]['arguments'], argumentsText = '') =>
  callSummary({ arguments: given, argumentsText, argumentNames: [] });

it('is the arguments in a line, cut where it is long', () => {
  expect(summary({ order: 'A1', amount: 3, note: '两\n行', more: { a: null } })).toBe('A1 · 3 · 两 行 · {"a":null}');
  expect(summary({ note: 'x'.repeat(80) })).toBe(`${'x'.repeat(59)}…`);
});

it('turns nothing round and hides nothing, in names of parts and in what could not be read either', () => {
  expect(summary({ order: '1\u202e2\u2028', to: { 'a\u200b': '王\ufe01' } })).toBe(
    '1[U+202E]2[U+2028] · {"a[U+200B]":"王[U+FE01]"}',
  );
  expect(summary(null, '{"order": "\u202e')).toBe('{"order": "[U+202E]');
});
