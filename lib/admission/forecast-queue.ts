import 'server-only';
import { drawArrivals, NO_DEMAND, type Demand } from '@/lib/admission/internal/recent-demand';
import { sampleRemainingOutput } from '@/lib/admission/internal/remaining-output';
import { seededRandom, seedOf } from '@/lib/text/seeded-random';
import { simulateQueue, type QueueModel } from '@/lib/admission/simulate-queue';

/** Runs simulated in all scenarios together: some 20 ms of processor time. */
const RUNS_PLAYED = 10_000;
const MOST_SCENARIOS = 25;
/** What one scenario adds to the runs that wait: those who come later. */
const ARRIVALS_PLAYED = 100;

/**
 * The share of scenarios in which a run is admitted by its estimate. More than half: scenarios know nobody whose
 * questions are longer than anybody's before, so that the real waits are longer than theirs.
 */
const EXPECTED = 0.6;
/** One wait in five is longer than in this share of the scenarios. */
const UPPER = 0.8;
/** A position is rarely too low: it should fall as time passes; a rising position annoys people. */
const POSITION = 0.9;

export interface RunForecast {
  /** Milliseconds until it is admitted, expected. Null when nobody can know. */
  readonly startsInMs: number | null;
  /** Four times in five it is admitted until then. */
  readonly startsByMs: number | null;
  /** How many are admitted before it at most, those who come later included; rarely more. */
  readonly ahead: number;
  /** The smallest number in any scenario. */
  readonly leastAhead: number;
}

export interface Forecast {
  readonly runs: ReadonlyMap<string, RunForecast>;
  /** What the next run waits for now; null when it would fit. */
  readonly blockedBy: 'slots' | 'memory' | null;
}

/**
 * When each wanted run is admitted and how many are admitted before it. Unknown values are simulated in several
 * scenarios: how long each answer is, and who comes meanwhile (as `demand` was lately). The real rules of admission
 * decide in each of them who goes first. Samples depend on the run, the scenario and the minute alone, so that two
 * looks say the same. /
 */
export function forecastQueue(model: QueueModel, wanted: ReadonlySet<string>, demand: Demand = NO_DEMAND): Forecast {
  const { order, startsInMs, blockedBy } = simulateQueue(model, wanted);
  const known = new Map<string, number>();
  for (const [index, runId] of order.entries()) if (wanted.has(runId)) known.set(runId, index);
  const scenarios = Math.min(MOST_SCENARIOS, Math.floor(RUNS_PLAYED / (order.length + ARRIVALS_PLAYED)));
  if (!model.isOnline || scenarios < 3)
    return {
      runs: new Map(
        [...known].map(([runId, ahead]) => {
          const ms = startsInMs.get(runId) ?? null;
          return [runId, { startsInMs: ms, startsByMs: ms, ahead, leastAhead: ahead }];
        }),
      ),
      blockedBy,
    };
  const samples = new Map(
    [...known.keys()].map((runId) => [runId, { startsInMs: [] as number[], ahead: [] as number[] }]),
  );
  for (let scenario = 0; scenario < scenarios; scenario += 1) {
    const played = playScenario(model, wanted, demand, scenario);
    const indexes = new Map<string, number>();
    for (const [index, runId] of played.order.entries()) if (samples.has(runId)) indexes.set(runId, index);
    for (const [runId, sample] of samples) {
      // Not admitted as far as was looked: later than all that is known.
      sample.startsInMs.push(played.startsInMs.get(runId) ?? Infinity);
      sample.ahead.push(indexes.get(runId) ?? played.order.length);
    }
  }
  return { runs: new Map([...samples].map(([runId, sample]) => [runId, summarise(sample)])), blockedBy };
}

function playScenario(model: QueueModel, wanted: ReadonlySet<string>, demand: Demand, scenario: number) {
  const sample = (runId: string, written: number, expectedOutput: number, spread: number): number =>
    sampleRemainingOutput(written, expectedOutput, spread, seededRandom(seedOf(runId) + scenario));
  const running = model.running.map((run) => ({
    ...run,
    remainingTokens: sample(run.runId, run.writtenTokens, run.expectedOutput, run.spread),
  }));
  return simulateQueue({ ...model, running }, wanted, {
    outputOf: (run) =>
      run.outputTokens ?? sample(run.runId, 0, run.expectedOutput, model.spreads.get(run.personId) ?? model.spread),
    arrivals: drawArrivals(demand, model.nowMs, scenario),
  });
}

function summarise({ startsInMs, ahead }: { startsInMs: number[]; ahead: number[] }): RunForecast {
  const ms = quantile(startsInMs, EXPECTED);
  const upper = quantile(startsInMs, UPPER);
  return {
    startsInMs: Number.isFinite(ms) ? ms : null,
    startsByMs: Number.isFinite(upper) ? upper : null,
    ahead: quantile(ahead, POSITION),
    leastAhead: quantile(ahead, 0),
  };
}

function quantile(samples: number[], share: number): number {
  samples.sort((a, b) => a - b);
  return samples[Math.min(samples.length - 1, Math.floor(share * samples.length))] ?? 0;
}
