import { expect, test } from 'vitest';
import { splitHighlights } from '@/components/shell/search/split-highlights';

const show = (text: string, ranges: readonly (readonly [number, number])[]) =>
  splitHighlights(text, ranges)
    .map(({ text: piece, marked }) => (marked ? `[${piece}]` : piece))
    .join('|');

test('marks what the ranges say', () => {
  expect(show('退货流程怎么走', [[0, 2]])).toBe('[退货]|流程怎么走');
  expect(
    show('a退货b退货', [
      [4, 6],
      [1, 3],
    ]),
  ).toBe('a|[退货]|b|[退货]');
});

test('overlapping, touching and foreign ranges lose and repeat nothing', () => {
  expect(
    show('abcdef', [
      [1, 4],
      [2, 5],
    ]),
  ).toBe('a|[bcd]|[e]|f');
  expect(
    show('abc', [
      [2, 99],
      [50, 60],
    ]),
  ).toBe('ab|[c]');
  expect(show('abc', [[2, 1]])).toBe('ab|c');
  expect(show('abc', [])).toBe('abc');
  expect(show('', [[0, 1]])).toBe('');
});
