import 'server-only';
import { sampleRemainingOutput } from '@/lib/admission/internal/remaining-output';
import { seededRandom, seedOf } from '@/lib/text/seeded-random';
import { simulateQueue, type QueueForecast, type QueueModel } from '@/lib/admission/simulate-queue';

/** Runs played in all scenarios together: about 10 ms of processor time. */
const RUNS_PLAYED = 10_000;
const MOST_SCENARIOS = 25;

/**
 * The order and times of admission, with lengths of answers as uncertain as they are. With expected lengths alone the
 * first slot would seem to be free too late: the shortest of three uncertain rests is shorter than the shortest
 * expectation. So the queue is played in several scenarios with sampled lengths, and each run's time is their median.
 * In a long queue the differences cancel out and there are fewer scenarios, down to the one with expected lengths.
 * Samples depend on the run alone, so that estimates do not flicker between two looks.
 */
export function forecastQueue(model: QueueModel, wanted: ReadonlySet<string>): QueueForecast {
  const expected = simulateQueue(model, wanted);
  const scenarios = Math.min(MOST_SCENARIOS, Math.floor(RUNS_PLAYED / Math.max(1, expected.order.length)));
  if (scenarios < 3 || !model.isOnline) return expected;
  const times = new Map<string, number[]>();
  for (let scenario = 0; scenario < scenarios; scenario += 1) {
    for (const [runId, startsInMs] of playScenario(model, wanted, scenario).startsInMs) {
      if (startsInMs === null) continue;
      const known = times.get(runId);
      if (known === undefined) times.set(runId, [startsInMs]);
      else known.push(startsInMs);
    }
  }
  return { ...expected, startsInMs: new Map([...times].map(([runId, samples]) => [runId, median(samples)])) };
}

function playScenario(model: QueueModel, wanted: ReadonlySet<string>, scenario: number): QueueForecast {
  const sample = (runId: string, written: number, expectedOutput: number, spread: number): number =>
    sampleRemainingOutput(written, expectedOutput, spread, seededRandom(seedOf(runId) + scenario));
  const running = model.running.map((run) => ({
    ...run,
    remainingTokens: sample(run.runId, run.writtenTokens, run.expectedOutput, run.spread),
  }));
  return simulateQueue({ ...model, running }, wanted, (run) =>
    sample(run.runId, 0, run.expectedOutput, model.spreads.get(run.personId) ?? model.spread),
  );
}

function median(samples: number[]): number {
  samples.sort((a, b) => a - b);
  return samples[samples.length >> 1] ?? 0;
}
