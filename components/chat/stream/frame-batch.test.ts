import { expect, test } from 'vitest';
import { createFrameBatch, type FrameClock } from '@/components/chat/stream/frame-batch';

/** A clock whose frame and timer come when the test says so. */
function handClock() {
  const due = { frame: new Set<() => void>(), timer: new Set<() => void>() };
  const enrol = (set: Set<() => void>, callback: () => void) => {
    set.add(callback);
    return () => set.delete(callback);
  };
  const clock: FrameClock = {
    beforePaint: (callback) => enrol(due.frame, callback),
    after: (_delayMs, callback) => enrol(due.timer, callback),
  };
  const fire = (set: Set<() => void>) => {
    for (const callback of [...set]) callback();
  };
  return { clock, paint: () => fire(due.frame), elapse: () => fire(due.timer) };
}

test('a hundred requests in a frame are one flush', () => {
  const { clock, paint, elapse } = handClock();
  let flushes = 0;
  const batch = createFrameBatch(() => (flushes += 1), clock);
  for (let index = 0; index < 100; index += 1) batch.request();
  expect(flushes).toBe(0);
  paint();
  elapse();
  expect(flushes).toBe(1);
  batch.request();
  paint();
  expect(flushes).toBe(2);
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
