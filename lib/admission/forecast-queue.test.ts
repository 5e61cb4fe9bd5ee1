import { describe, expect, it } from 'vitest';
import { forecastQueue } from '@/lib/admission/forecast-queue';
import { simulateQueue, type QueueModel, type RunningRun, type WaitingRun } from '@/lib/admission/simulate-queue';

const running = (runId: string, spread: number): RunningRun => ({
  runId,
  personId: runId,
  reservedTokens: 100,
  chargedTokens: 0,
  remainingTokens: 500,
  writtenTokens: 0,
  expectedOutput: 500,
  spread,
  remainingPrefillMs: 0,
});
const waiting = (index: number): WaitingRun => ({
  runId: `w${String(index).padStart(5, '0')}`,
  personId: 'p',
  band: 'interactive',
  promptTokens: 0,
  expectedOutput: 500,
  enqueuedAtMs: index,
  behind: null,
});
const model = (spread: number, length: number): QueueModel => ({
  nowMs: 0,
  isOnline: true,
  isMeasured: true,
  slots: 3,
  kvTokens: 1e9,
  prefillTokensPerSecond: 1_000,
  decodeTokensPerSecond: [100, 100, 100],
  people: [],
  spread,
  spreads: new Map(),
  running: ['a', 'b', 'c'].map((runId) => running(runId, spread)),
  waiting: Array.from({ length }, (_, index) => waiting(index)),
});
const allOf = (queue: QueueModel): Set<string> => new Set(queue.waiting.map((run) => run.runId));

describe('forecastQueue', () => {
  it('expects the first of three uncertain answers to end before its expectation', () => {
    const queue = model(0.5, 1);
    const eta = forecastQueue(queue, allOf(queue)).startsInMs.get('w00000') ?? 0;
    expect(eta).toBeLessThan(4_000);
    expect(eta).toBeGreaterThan(500);
    expect(simulateQueue(queue).startsInMs.get('w00000')).toBeCloseTo(5_000);
  });

  it('is near the expectation when lengths are nearly fixed, and for those far behind', () => {
    const sure = model(0.03, 1);
    expect(forecastQueue(sure, allOf(sure)).startsInMs.get('w00000')).toBeGreaterThan(4_000);
    const long = model(0.5, 300);
    const far = forecastQueue(long, allOf(long)).startsInMs.get('w00299') ?? 0;
    expect(far / (simulateQueue(long).startsInMs.get('w00299') ?? 1)).toBeCloseTo(1, 1);
  });

  it('says the same when asked twice, and keeps the expected order', () => {
    const queue = model(0.5, 20);
    const [first, second] = [forecastQueue(queue, allOf(queue)), forecastQueue(queue, allOf(queue))];
    expect(first).toEqual(second);
    expect(first.order).toEqual(simulateQueue(queue).order);
  });

  it('plays a very long queue once', () => {
    const queue = model(0.5, 6_000);
    const wanted = new Set(['w05999']);
    expect(forecastQueue(queue, wanted)).toEqual(simulateQueue(queue, wanted));
  });
});
