import 'server-only';
import { seededRandom, seedOf } from '@/lib/text/seeded-random';

/** One question of the last minutes. */
export interface RecentAsk {
  readonly personId: string;
  readonly atMs: number;
  readonly promptTokens: number;
  /** Null until it is complete. */
  readonly cachedTokens: number | null;
  readonly expectedOutput: number;
  /** Null until it is complete. */
  readonly outputTokens: number | null;
  /** Its person's present value. */
  readonly counter: number;
}

/** Questions of one person that came together: a flood is one occasion, not twenty. */
export interface Occasion {
  readonly personId: string;
  readonly counter: number;
  readonly asks: readonly RecentAsk[];
  /** Recent ones count more. */
  readonly weight: number;
}

/** The recent demand: who asks how often and how much. */
export interface Demand {
  /** Occasions a millisecond, now. */
  readonly rate: number;
  readonly occasions: readonly Occasion[];
  readonly totalWeight: number;
  /** Share of the prompts that was not in the engine's prefix cache. */
  readonly uncachedShare: number;
  /** Share of occasions by people who did not ask in that time (Good-Turing: those seen once). */
  readonly newcomerShare: number;
}

export interface Arrival {
  readonly atMs: number;
  /** Null: a person without a recent question. */
  readonly personId: string | null;
  readonly counter: number;
  readonly asks: readonly RecentAsk[];
}

/** How far back questions are read. */
export const DEMAND_WINDOW_MS = 10 * 60_000;
/** Questions of one person closer than this are one occasion. */
const TOGETHER_MS = 10_000;
const HALF_LIFE_MS = 3 * 60_000;
/** A few questions within seconds are no rate yet. */
const SHORTEST_OBSERVED_MS = 20_000;
/** Half of the demand is expected to be gone after this: what ten minutes showed says little about the next hour. */
const LASTING_MS = DEMAND_WINDOW_MS;
/** The last block of a prompt is never cached. */
const SMALLEST_SHARE = 0.02;
/** The forecast looks no further ahead than this. */
export const HORIZON_MS = 20 * 60_000;

export const NO_DEMAND: Demand = { rate: 0, occasions: [], totalWeight: 0, uncachedShare: 1, newcomerShare: 0 };

/** Measures the demand of the questions asked within `DEMAND_WINDOW_MS` before `nowMs`, oldest first. */
export function measureDemand(asks: readonly RecentAsk[], nowMs: number): Demand {
  const occasions = occasionsOf(asks, nowMs);
  const [oldest] = occasions;
  const start = oldest?.asks[0]?.atMs;
  if (oldest === undefined || start === undefined) return NO_DEMAND;
  const observedMs = Math.max(SHORTEST_OBSERVED_MS, nowMs - start);
  const totalWeight = occasions.reduce((sum, occasion) => sum + occasion.weight, 0);
  // What weights add up to when they come one a millisecond. The oldest one began the time and is not counted in it.
  const exposure = ((1 - 0.5 ** (observedMs / HALF_LIFE_MS)) * HALF_LIFE_MS) / Math.LN2;
  const times = new Map<string, number>();
  for (const { personId } of occasions) times.set(personId, (times.get(personId) ?? 0) + 1);
  const once = [...times.values()].filter((count) => count === 1).length;
  return {
    rate: (totalWeight - oldest.weight) / exposure,
    occasions,
    totalWeight,
    uncachedShare: uncachedShare(asks),
    newcomerShare: once / occasions.length,
  };
}

function uncachedShare(asks: readonly RecentAsk[]): number {
  const known = asks.flatMap(({ promptTokens, cachedTokens }) =>
    cachedTokens === null ? [] : [{ promptTokens, cachedTokens }],
  );
  const prompts = known.reduce((sum, ask) => sum + ask.promptTokens, 0);
  const cached = known.reduce((sum, ask) => sum + ask.cachedTokens, 0);
  return prompts === 0 ? 1 : Math.max(SMALLEST_SHARE, 1 - cached / prompts);
}

function occasionsOf(asks: readonly RecentAsk[], nowMs: number): Occasion[] {
  const last = new Map<string, { asks: RecentAsk[]; atMs: number }>();
  const groups: RecentAsk[][] = [];
  for (const ask of asks) {
    const open = last.get(ask.personId);
    if (open !== undefined && ask.atMs - open.atMs < TOGETHER_MS) {
      open.asks.push(ask);
      open.atMs = ask.atMs;
      continue;
    }
    const group = [ask];
    groups.push(group);
    last.set(ask.personId, { asks: group, atMs: ask.atMs });
  }
  return groups.flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const weight = 0.5 ** (Math.max(0, nowMs - first.atMs) / HALF_LIFE_MS);
    return [{ personId: first.personId, counter: first.counter, asks: group, weight }];
  });
}

/** Arrivals are drawn minute by minute of the clock, so that two looks expect the same people. */
const BUCKET_MS = 60_000;

/**
 * One possible future: a Poisson process of occasions like those seen lately, from `nowMs` on as far as anybody
 * looks. The rate falls with the distance: what was seen for a minute says little about the next hour. /
 */
export function* drawArrivals(demand: Demand, nowMs: number, scenario: number): Generator<Arrival, void> {
  const { rate, occasions } = demand;
  if (rate <= 0 || occasions.length === 0) return;
  for (let bucket = Math.floor(nowMs / BUCKET_MS); bucket * BUCKET_MS < nowMs + HORIZON_MS; bucket += 1) {
    const random = seededRandom(seedOf(`${bucket}.${scenario}`));
    let atMs = bucket * BUCKET_MS;
    for (;;) {
      atMs += -Math.log(1 - random()) / rate;
      const [keep, pick, isNew] = [random(), random(), random()];
      if (atMs >= (bucket + 1) * BUCKET_MS) break;
      if (atMs <= nowMs || keep > LASTING_MS / (LASTING_MS + atMs - nowMs)) continue;
      const { personId, counter, asks } = pickOccasion(demand, pick);
      const isNewcomer = isNew < demand.newcomerShare;
      yield { atMs, personId: isNewcomer ? null : personId, counter: isNewcomer ? 0 : counter, asks };
    }
  }
}

function pickOccasion({ occasions, totalWeight }: Demand, share: number): Occasion {
  let left = share * totalWeight;
  const found = occasions.find((occasion) => (left -= occasion.weight) < 0) ?? occasions.at(-1);
  if (found === undefined) throw new Error('no occasion to draw from');
  return found;
}
