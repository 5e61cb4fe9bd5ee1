import { expect, it } from 'vitest';
import { mayBeMistaken } from '@/components/calls/result/may-be-mistaken';

it.each([
  '1',
  '-1.50',
  '1e3',
  '0x10',
  '１００',
  'true',
  'False',
  'null',
  '—',
  '{"a":1}',
  '[]',
  '"x"',
  ' A1',
  'A1\n',
  ' ',
])('%j may be taken for something else', (text) => {
  expect(mayBeMistaken(text)).toBe(true);
});

it.each(['', 'SO-10018', '2026-11-22', '1,000', '3 件', '王小明', 'x\namount: 1', 'trueish'])(
  '%j is a text',
  (text) => {
    expect(mayBeMistaken(text)).toBe(false);
  },
);
