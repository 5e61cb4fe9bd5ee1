import { describe, expect, it } from 'vitest';
import { coalesce } from '@/lib/concurrency/coalesce';

describe('coalesce', () => {
  it('runs once more for any number of calls while one is under way', async () => {
    let rounds = 0;
    const ends: (() => void)[] = [];
    const run = coalesce(() => {
      rounds += 1;
      return new Promise<void>((resolve) => ends.push(resolve));
    });
    const first = run();
    const later = [run(), run(), run()];
    expect(rounds).toBe(1);
    ends[0]?.();
    await first;
    await expect.poll(() => rounds).toBe(2);
    ends[1]?.();
    await Promise.all(later);
    expect(rounds).toBe(2);
  });

  it('goes on after a round that failed', async () => {
    let rounds = 0;
    const run = coalesce(() => {
      rounds += 1;
      return rounds === 1 ? Promise.reject(new Error('the first round of this test')) : Promise.resolve();
    });
    const results = await Promise.allSettled([run(), run()]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled']);
  });
});
