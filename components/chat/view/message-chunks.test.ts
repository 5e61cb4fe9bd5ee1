import { expect, test } from 'vitest';
import { CHUNK_SIZE, chunksFrom } from '@/components/chat/view/message-chunks';

const branch = Array.from({ length: 25 }, (_, index) => index);

test('a branch is cut where it always was, however much of it is shown', () => {
  const all = chunksFrom(branch, 0, 0);
  expect(all.map(({ index, messages }) => [index, messages.length])).toEqual([
    [0, CHUNK_SIZE],
    [1, CHUNK_SIZE],
    [2, 5],
  ]);
  expect(chunksFrom(branch, 0, 17)).toEqual(all.slice(1));
});

test('a message more changes the last chunk alone', () => {
  const before = chunksFrom(branch, 0, 0);
  const after = chunksFrom([...branch, 25], 0, 0);
  expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
  expect(after[2]?.messages).toHaveLength(6);
});

test('what is loaded later fills chunks that were begun, and makes none of them another one', () => {
  const part = chunksFrom(branch.slice(13), 13, 0);
  expect(part.map(({ index }) => index)).toEqual([1, 2]);
  expect(part[0]?.messages).toEqual([13, 14, 15, 16, 17, 18, 19]);
  expect(part[1]).toEqual(chunksFrom(branch, 0, 0)[2]);
});

test('an empty branch has none', () => {
  expect(chunksFrom([], 0, 0)).toEqual([]);
});
