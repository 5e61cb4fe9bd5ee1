import { expect, test } from 'vitest';
import { mergeLines } from '@/components/chat/calls/merge-lines';

test('a line that has ended keeps its place, so that no other line comes under the pointer', () => {
  const [a, b, c] = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
  expect(mergeLines([a, b], [a])).toEqual([a, b]);
  expect(mergeLines([a, b], [b, c])).toEqual([a, b, c]);
});

test('a line shows its newest content', () => {
  expect(mergeLines([{ id: 'a', state: 'waiting' }], [{ id: 'a', state: 'running' }])).toEqual([
    { id: 'a', state: 'running' },
  ]);
});
