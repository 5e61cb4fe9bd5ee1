import { expect, it } from 'vitest';
import { argumentNameText } from '@/components/calls/call/argument-name-text';
import { mayBeMistaken } from '@/components/calls/result/may-be-mistaken';
import { countableText, visibleText } from '@/components/calls/result/visible-text';

it.each([
  ['order_no', 'order_no'],
  ['订单号', '订单号'],
  ['Order number', 'Order number'],
  ['a.b[0]', 'a.b[0]'],
  ['总额（元）', '总额（元）'],
  ['Price (USD)', 'Price (USD)'],
  ['占比(%)', '占比(%)'],
  ['amount (was 3)', '"amount (was 3)"'],
  ['金额（3: 已核对）', '"金额（3: 已核对）"'],
  ['', '""'],
  [' a', '" a"'],
  ['a  b', '"a␣␣b"'],
  ['amount: 3', '"amount: 3"'],
  ['a › b', '"a › b"'],
  ['a\nb', String.raw`"a\nb"`],
  ['a\u202Eb', '"a[U+202E]b"'],
])('the name %j is shown as %s', (name, shown) => {
  expect(argumentNameText(name)).toBe(shown);
});

it('a long name is cut in its middle, and its length is said', () => {
  expect(argumentNameText(`begin${'x'.repeat(500)}end`)).toMatch(/^"beginx+…x+end" \(508\)$/);
});

it('blanks that look alike do not look alike', () => {
  const texts = ['a b', 'a  b', 'a   b', 'a\u00A0b', 'a\u3000b', 'a\u2003b', 'a␣b', 'a␣␣b'];
  expect(new Set(texts.map(countableText)).size).toBe(texts.length);
  expect(countableText('a b')).toBe('a b');
  expect(texts.map(mayBeMistaken)).toEqual([false, true, true, true, true, true, true, true]);
});

it('marks that are piled up are counted; those of languages stay', () => {
  expect(visibleText(`a${'\u0301'.repeat(40)}b`)).toBe('a\u0301\u0301\u0301[U+0301×37]b');
  expect(visibleText('tiếng Việt'.normalize('NFD'))).toBe('tiếng Việt'.normalize('NFD'));
  expect(visibleText('ก็ํ้ षि')).toBe('ก็ํ้ षि');
});
