import { describe, expect, it } from 'vitest';
import { Breaker } from '@/lib/engine/internal/breaker';

describe('Breaker', () => {
  it('opens after three failures in a row, longer each time, and closes for good after a success', () => {
    const breaker = new Breaker();
    breaker.fail(0);
    breaker.fail(0);
    expect(breaker.isOpen(0)).toBe(false);
    breaker.fail(0);
    expect(breaker.retryAt(0)).toBe(2_000);
    expect(breaker.isOpen(2_000)).toBe(false);
    breaker.fail(2_000);
    expect(breaker.retryAt(2_000)).toBe(6_000);
    for (let now = 6_000, round = 0; round < 20; round += 1) {
      breaker.fail(now);
      const retryAt = breaker.retryAt(now) ?? 0;
      expect(retryAt - now).toBeLessThanOrEqual(30_000);
      now = retryAt;
    }
    breaker.succeed();
    breaker.fail(0);
    breaker.fail(0);
    expect(breaker.isOpen(0)).toBe(false);
  });

  it('a success in between starts the count again', () => {
    const breaker = new Breaker();
    for (let times = 0; times < 10; times += 1) {
      breaker.fail(0);
      breaker.fail(0);
      breaker.succeed();
    }
    expect(breaker.isOpen(0)).toBe(false);
  });
});
