import { describe, expect, it } from 'vitest';
import { forecastQueue } from '@/lib/admission/forecast-queue';
import {
  drawArrivals,
  measureDemand,
  NO_DEMAND,
  type Demand,
  type RecentAsk,
} from '@/lib/admission/internal/recent-demand';
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
  isPaused: false,
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
const ask = (personId: string, atMs: number): RecentAsk => ({
  personId,
  atMs,
  promptTokens: 100,
  cachedTokens: 75,
  expectedOutput: 500,
  outputTokens: 500,
  counter: 0,
});
const allOf = (queue: QueueModel): Set<string> => new Set(queue.waiting.map((run) => run.runId));

describe('forecastQueue', () => {
  it('expects the first of three uncertain answers to end before its expectation', () => {
    const queue = model(0.5, 1);
    const eta = forecastQueue(queue, allOf(queue)).runs.get('w00000')?.startsInMs ?? 0;
    expect(eta).toBeLessThan(4_000);
    expect(eta).toBeGreaterThan(500);
    expect(simulateQueue(queue).startsInMs.get('w00000')).toBeCloseTo(5_000);
  });

  it('is near the expectation when lengths are nearly fixed, and for those far behind', () => {
    const sure = model(0.03, 1);
    expect(forecastQueue(sure, allOf(sure)).runs.get('w00000')?.startsInMs).toBeGreaterThan(4_000);
    const long = model(0.5, 300);
    const far = forecastQueue(long, allOf(long)).runs.get('w00299')?.startsInMs ?? 0;
    expect(far / (simulateQueue(long).startsInMs.get('w00299') ?? 1)).toBeCloseTo(1, 1);
  });

  it('says the same when asked twice', () => {
    const queue = model(0.5, 20);
    const [first, second] = [forecastQueue(queue, allOf(queue)), forecastQueue(queue, allOf(queue))];
    expect(first).toEqual(second);
  });

  it('plays a very long queue once', () => {
    const queue = model(0.5, 6_000);
    const wanted = new Set(['w05999']);
    const { startsInMs } = simulateQueue(queue, wanted);
    expect(forecastQueue(queue, wanted).runs.get('w05999')?.startsInMs).toBe(startsInMs.get('w05999'));
  });

  it('expects those who come later and go first, and says how long it may take', () => {
    const flood = {
      ...model(0.5, 20),
      people: [{ personId: 'p', counter: 5_000, running: 0, weight: 1, headSinceMs: {} }],
    };
    const last = (demand: Demand) => forecastQueue(flood, new Set(['w00019']), demand).runs.get('w00019');
    const demand = measureDemand(
      Array.from({ length: 60 }, (_, index) => ask(`other ${index % 30}`, (index - 60) * 4_000)),
      0,
    );
    const [alone, amongOthers] = [last(NO_DEMAND), last(demand)];
    expect(amongOthers?.startsInMs).toBeGreaterThan((alone?.startsInMs ?? 0) * 1.5);
    expect(amongOthers?.ahead).toBeGreaterThan((alone?.ahead ?? 0) + 5);
    expect(amongOthers?.startsByMs).toBeGreaterThan(amongOthers?.startsInMs ?? 0);
  });
});

describe('measureDemand', () => {
  it('counts questions that came together once, and recent ones more', () => {
    const flood = Array.from({ length: 20 }, (_, index) => ask('flooder', -30_000 + index));
    const asks = [ask('a', -60_000), ...flood, ask('b', -20_000), ask('a', -10_000)];
    const demand = measureDemand(asks, 0);
    expect(demand.occasions.map((occasion) => occasion.asks.length)).toEqual([1, 20, 1, 1]);
    // Three after the first, in a minute.
    expect(demand.rate * 60_000).toBeGreaterThan(2.9);
    expect(demand.rate * 60_000).toBeLessThan(3.4);
    expect(demand.newcomerShare).toBe(0.5);
    expect(demand.uncachedShare).toBe(0.25);
  });

  it('expects nobody where nobody or one person asked', () => {
    expect(measureDemand([], 0)).toBe(NO_DEMAND);
    expect([...drawArrivals(measureDemand([ask('a', -1_000)], 0), 0, 1)]).toEqual([]);
  });

  it('draws the same people for the same minute at every look', () => {
    const demand = measureDemand(
      Array.from({ length: 60 }, (_, index) => ask(`p${index % 30}`, (index - 60) * 4_000)),
      0,
    );
    const timesAfter = (nowMs: number) => [...drawArrivals(demand, nowMs, 3)].map(({ atMs }) => Math.round(atMs));
    const [first, later] = [timesAfter(1_000), timesAfter(11_000)];
    expect(first.length).toBeGreaterThan(50);
    const common = later.filter((atMs) => first.includes(atMs)).length;
    expect(common / later.length).toBeGreaterThan(0.9);
  });
});
