import { expect, it } from 'vitest';
import { boxesOfPassage } from '@/components/files/boxes-of-passage';

const piece = (text: string, top: number) => ({
  kind: 'paragraph' as const,
  text,
  bbox: [0, top, 100, top + 10] as [number, number, number, number],
});
const PIECES = [piece('一二三', 0), piece('四五六', 20), { kind: 'note' as const, text: '七八' }, piece('九', 60)];
const topsOf = (start: number, end: number) => boxesOfPassage(PIECES, { start, end }).map(([, top]) => top);

it('a passage has the boxes of the pieces it touches, and no others', () => {
  expect(topsOf(0, 3)).toEqual([0]);
  expect(topsOf(4, 5)).toEqual([20]);
  expect(topsOf(2, 5)).toEqual([0, 20]);
  expect(topsOf(3, 4)).toEqual([]);
  expect(topsOf(8, 12)).toEqual([60]);
  expect(boxesOfPassage(PIECES, null)).toEqual([]);
});
