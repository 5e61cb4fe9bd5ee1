import { expect, it } from 'vitest';
import { groupWrites } from '@/lib/concurrency/group-writes';

/** A writer whose writes end when the test ends them. */
function openWriter(refuses: (item: number) => boolean = () => false) {
  const groups: (readonly number[])[] = [];
  const ends: (() => void)[] = [];
  const put = groupWrites(async (items: readonly number[]) => {
    groups.push(items);
    await new Promise<void>((resolve) => ends.push(resolve));
    if (items.some(refuses)) throw new Error(`refused ${items.join()}`);
    return items.map((item) => item * 10);
  });
  return { groups, put, endAll: () => ends.splice(0).forEach((end) => end()) };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it('writes together what is given in one turn, and gives each its own result', async () => {
  const { groups, put, endAll } = openWriter();
  const results = Promise.all([put(1), put(2), put(3)]);
  await turn();
  expect(groups).toEqual([[1, 2, 3]]);
  endAll();
  expect(await results).toEqual([10, 20, 30]);
});

it('has two writes under way at the most, and gathers meanwhile', async () => {
  const { groups, put, endAll } = openWriter();
  const results = [put(1)];
  await turn();
  results.push(put(2));
  await turn();
  results.push(put(3));
  await turn();
  results.push(put(4));
  await turn();
  expect(groups).toEqual([[1], [2]]);
  endAll();
  await turn();
  expect(groups).toEqual([[1], [2], [3, 4]]);
  endAll();
  expect(await Promise.all(results)).toEqual([10, 20, 30, 40]);
});

it('an item that cannot be written spoils nothing but itself', async () => {
  const { groups, put, endAll } = openWriter((item) => item === 2);
  const results = Promise.allSettled([put(1), put(2), put(3)]);
  await turn();
  endAll();
  await turn();
  endAll();
  expect(groups).toEqual([[1, 2, 3], [1], [2], [3]]);
  expect(await results).toEqual([
    { status: 'fulfilled', value: 10 },
    { status: 'rejected', reason: new Error('refused 2') },
    { status: 'fulfilled', value: 30 },
  ]);
});
