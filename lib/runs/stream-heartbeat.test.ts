import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { STREAM_HEARTBEAT_SECONDS } from '@/lib/runs/contracts';
import { onStreamHeartbeat } from '@/lib/runs/stream-heartbeat';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('one timer serves all streams, each until it ends', () => {
  const beats = { first: 0, second: 0 };
  const endFirst = onStreamHeartbeat(() => (beats.first += 1));
  const endSecond = onStreamHeartbeat(() => (beats.second += 1));
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(STREAM_HEARTBEAT_SECONDS * 1_000);
  endFirst();
  vi.advanceTimersByTime(STREAM_HEARTBEAT_SECONDS * 1_000);
  expect(beats).toEqual({ first: 1, second: 2 });
  endSecond();
});
