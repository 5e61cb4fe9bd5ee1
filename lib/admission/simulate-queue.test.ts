import { describe, expect, it } from 'vitest';
import { simulateQueue, type QueueModel, type WaitingRun } from '@/lib/admission/simulate-queue';

const waiting = (runId: string, given: Partial<WaitingRun> = {}): WaitingRun => ({
  runId,
  personId: runId,
  band: 'interactive',
  promptTokens: 0,
  expectedOutput: 100,
  enqueuedAtMs: 0,
  behind: null,
  ...given,
});

const model = (given: Partial<QueueModel> = {}): QueueModel => ({
  nowMs: 1_000,
  isOnline: true,
  isPaused: false,
  isMeasured: true,
  slots: 2,
  kvTokens: 10_000,
  prefillTokensPerSecond: 1_000,
  decodeTokensPerSecond: [100, 50],
  people: [],
  running: [],
  waiting: [],
  spread: 0.5,
  spreads: new Map(),
  ...given,
});

describe('simulateQueue', () => {
  it('says when a slot is free, at the rate of as many as run', () => {
    const running = [
      {
        runId: 'x',
        personId: 'p',
        reservedTokens: 100,
        chargedTokens: 0,
        remainingTokens: 100,
        remainingPrefillMs: 0,
        writtenTokens: 0,
        expectedOutput: 0,
        spread: 0.5,
      },
      {
        runId: 'y',
        personId: 'q',
        reservedTokens: 100,
        chargedTokens: 0,
        remainingTokens: 150,
        remainingPrefillMs: 0,
        writtenTokens: 0,
        expectedOutput: 0,
        spread: 0.5,
      },
    ];
    const { order, startsInMs, blockedBy } = simulateQueue(
      model({ running, waiting: [waiting('b', { enqueuedAtMs: 2 }), waiting('a', { enqueuedAtMs: 1 })] }),
    );
    expect(order).toEqual(['a', 'b']);
    // Two together: 50 tokens/s each. x ends after 2 s, then a beside y, which has 50 left: 1 s more.
    expect(startsInMs.get('a')).toBeCloseTo(2_000);
    expect(startsInMs.get('b')).toBeCloseTo(3_000);
    expect(blockedBy).toBe('slots');
  });

  it('counts the prefill of those before', () => {
    const { startsInMs } = simulateQueue(
      model({ slots: 1, waiting: [waiting('a', { promptTokens: 3_000 }), waiting('b', { enqueuedAtMs: 1 })] }),
    );
    expect(startsInMs.get('b')).toBeCloseTo(3_000 + 1_000);
  });

  it('waits for memory without letting anybody overtake', () => {
    const running = [
      {
        runId: 'x',
        personId: 'p',
        reservedTokens: 9_000,
        chargedTokens: 0,
        remainingTokens: 100,
        remainingPrefillMs: 0,
        writtenTokens: 0,
        expectedOutput: 0,
        spread: 0.5,
      },
    ];
    const { startsInMs, blockedBy } = simulateQueue(
      model({ running, waiting: [waiting('large', { promptTokens: 5_000 }), waiting('small', { enqueuedAtMs: 1 })] }),
    );
    expect(blockedBy).toBe('memory');
    expect(startsInMs.get('small')).toBeCloseTo(1_000);
  });

  it('knows the order but no time while the engine is offline', () => {
    const { order, startsInMs } = simulateQueue(model({ isOnline: false, waiting: [waiting('a'), waiting('b')] }));
    expect(order).toEqual(['a', 'b']);
    expect(startsInMs.get('a')).toBeNull();
  });

  it('ends when there is no slot at all', () => {
    const { order, startsInMs } = simulateQueue(model({ slots: 0, waiting: [waiting('a')] }));
    expect(order).toEqual([]);
    expect(startsInMs.get('a')).toBeUndefined();
  });

  it('queues follow-ups when the run before them ends', () => {
    const { order, startsInMs } = simulateQueue(
      model({
        waiting: [
          waiting('first'),
          waiting('second', { personId: 'first', behind: 'first', enqueuedAtMs: 1 }),
          waiting('never', { behind: '' }),
        ],
      }),
    );
    expect(order).toEqual(['first', 'second']);
    expect(startsInMs.get('second')).toBeCloseTo(1_000);
  });

  it('ages heads while time passes', () => {
    const long = { expectedOutput: 100_000, personId: 'p' };
    const people = [
      { personId: 'p', counter: 0, running: 0, weight: 1, headSinceMs: {} },
      { personId: 'q', counter: 250_000, running: 0, weight: 1, headSinceMs: { background: 1_000 } },
    ];
    const flood = [
      waiting('1', long),
      waiting('2', { ...long, enqueuedAtMs: 1 }),
      waiting('3', { ...long, enqueuedAtMs: 2 }),
    ];
    const starving = waiting('title', { personId: 'q', band: 'background' });
    const { order } = simulateQueue(model({ slots: 1, kvTokens: 1e9, people, waiting: [...flood, starving] }));
    // Each answer takes 1,000 s: after the second both are aged to the top, where the smaller counter counts.
    expect(order).toEqual(['1', '2', 'title', '3']);
  });

  it('stops early when all that is asked for is known', () => {
    const runs = Array.from({ length: 50 }, (_, index) =>
      waiting(String(index).padStart(2, '0'), { enqueuedAtMs: index }),
    );
    const { order } = simulateQueue(model({ waiting: runs }), new Set(['03']));
    expect(order.length).toBeLessThan(10);
    expect(order).toContain('03');
  });
});
