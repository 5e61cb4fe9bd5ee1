import { describe, expect, it } from 'vitest';
import { runBounded } from '@/lib/tools/internal/arguments/run-bounded';

const standStill = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};

describe('runBounded', () => {
  it('gives what the work gives, also nothing', () => {
    expect(runBounded(1_000, () => 42)).toEqual({ done: true, result: 42 });
    expect(runBounded(1_000, () => undefined)).toEqual({ done: true, result: undefined });
  });

  it('throws what the work throws, and goes on', () => {
    const broken = (): never => {
      throw new TypeError('broken');
    };
    expect(() => runBounded(1_000, broken)).toThrow(TypeError);
    expect(runBounded(1_000, () => 1)).toEqual({ done: true, result: 1 });
  });

  it('ends work that computes for ever, once', () => {
    let tries = 0;
    const forEver = (): never => {
      tries += 1;
      for (;;) Math.random();
    };
    expect(runBounded(100, forEver)).toEqual({ done: false });
    // On a machine that is very busy it may take some tries to have computed for that long.
    expect(tries).toBeLessThanOrEqual(5);
  });

  it('ends a regular expression that never would', () => {
    expect(runBounded(100, () => /^(a+)+$/.test(`${'a'.repeat(60)}!`))).toEqual({ done: false });
  });

  it('does not blame work for the time the machine stood still', () => {
    let tries = 0;
    const kept = (): number => {
      tries += 1;
      if (tries < 3) standStill(400);
      return tries;
    };
    const bounded = runBounded(100, kept);
    expect(bounded).toEqual({ done: true, result: tries });
    // The machine may stand still once more by itself.
    expect(tries).toBeGreaterThanOrEqual(3);
  });

  it('ends work that stands still for ever', () => {
    expect(runBounded(50, () => standStill(60_000))).toEqual({ done: false });
  });
});
