import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DrainPacer, restBetweenReads } from '@/lib/engine/internal/drain-pacer';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('DrainPacer', () => {
  it('rests not at all for a few streams, and never longer than 50 ms', () => {
    expect([1, 2, 3].map(restBetweenReads)).toEqual([0, 0, 0]);
    expect(restBetweenReads(4)).toBeGreaterThan(0);
    expect(restBetweenReads(10_000)).toBe(50);
  });

  it('lets a stream go on when its rest is over', () => {
    const pacer = new DrainPacer();
    const leave = Array.from({ length: 100 }, () => pacer.enter());
    const release = vi.fn();
    expect(pacer.pause({ release })).toBe(true);
    vi.advanceTimersByTime(40);
    expect(release).not.toHaveBeenCalled();
    vi.advanceTimersByTime(20);
    expect(release).toHaveBeenCalledTimes(1);
    for (const leaveOne of leave) leaveOne();
    expect(pacer.pause({ release })).toBe(false);
  });

  it('counts a stream that leaves twice once', () => {
    const pacer = new DrainPacer();
    const leave = Array.from({ length: 5 }, () => pacer.enter());
    leave[0]?.();
    leave[0]?.();
    expect(pacer.pause({ release: () => undefined })).toBe(true);
  });
});
