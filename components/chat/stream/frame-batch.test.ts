import { expect, test } from 'vitest';
import { createFrameBatch, type FrameClock } from '@/components/chat/stream/frame-batch';

const FRAME_MS = 1000 / 60;

/** A clock whose frames and timers come when the test says so. */
function handClock() {
  let timeMs = 0;
  const frames = new Set<(timeMs: number) => void>();
  const timers = new Set<() => void>();
  const clock: FrameClock = {
    beforePaint: (callback) => {
      frames.add(callback);
      return () => frames.delete(callback);
    },
    after: (_delayMs, callback) => {
      timers.add(callback);
      return () => timers.delete(callback);
    },
  };
  return {
    clock,
    paint: () => {
      timeMs += FRAME_MS;
      for (const callback of [...frames]) {
        frames.delete(callback);
        callback(timeMs);
      }
    },
    elapse: () => {
      for (const callback of [...timers]) callback();
    },
  };
}

test('a hundred requests before a paint are one flush, with the very next frame', () => {
  const { clock, paint, elapse } = handClock();
  let flushes = 0;
  const batch = createFrameBatch(() => (flushes += 1), clock);
  for (let index = 0; index < 100; index += 1) batch.request();
  expect(flushes).toBe(0);
  paint();
  elapse();
  expect(flushes).toBe(1);
});

test('a stream is flushed with every second frame', () => {
  const { clock, paint } = handClock();
  let flushes = 0;
  const batch = createFrameBatch(() => (flushes += 1), clock);
  for (let frame = 0; frame < 60; frame += 1) {
    batch.request();
    paint();
  }
  expect(flushes).toBe(30);
});

test('a hidden tab, which never paints, is flushed by the timer', () => {
  const { clock, paint, elapse } = handClock();
  let flushes = 0;
  const batch = createFrameBatch(() => (flushes += 1), clock);
  batch.request();
  elapse();
  paint();
  expect(flushes).toBe(1);
});

test('what is due can be flushed at once, and called off', () => {
  const { clock, paint } = handClock();
  let flushes = 0;
  const batch = createFrameBatch(() => (flushes += 1), clock);
  batch.now();
  expect(flushes).toBe(0);
  batch.request();
  batch.now();
  batch.request();
  batch.cancel();
  paint();
  expect(flushes).toBe(1);
});
