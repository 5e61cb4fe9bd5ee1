import { expect, test } from 'vitest';
import { createPasswordQueue } from '@/lib/auth/internal/password-queue';

test('no more run at once than allowed, in order of arrival, and the rest is refused', async () => {
  const queue = createPasswordQueue(2, 3);
  const started: number[] = [];
  const finish: (() => void)[] = [];
  const work = (n: number) =>
    queue.run(() => {
      started.push(n);
      return new Promise<number>((resolve) => finish.push(() => resolve(n)));
    });
  const results = [0, 1, 2, 3, 4].map(work);
  await expect.poll(() => started).toEqual([0, 1]);
  await expect(work(5)).rejects.toMatchObject({ code: 'sign-in-busy', kind: 'unavailable', retryAfterSeconds: 3 });
  for (let n = 0; n < 5; n += 1) {
    finish[n]?.();
    await results[n];
    // The place that became free was handed to the next in line, and to nobody else.
    await expect.poll(() => started.length).toBe(Math.min(5, n + 3));
  }
  expect(started).toEqual([0, 1, 2, 3, 4]);
});

test('work that fails frees its place', async () => {
  const queue = createPasswordQueue(1, 0);
  await expect(queue.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await queue.run(() => Promise.resolve('fine'))).toBe('fine');
});
