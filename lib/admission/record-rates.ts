import 'server-only';
import { admissionState } from '@/lib/admission/internal/admission-state';
import type { RunEnding, Settled } from '@/lib/admission/internal/admission-end-sql';
import type { GrownRun, RunGrowth } from '@/lib/admission/internal/admission-lease-sql';
import { lockRates, storeRates } from '@/lib/admission/internal/admission-queue-sql';
import { decodeRate, DEFAULT_RATES } from '@/lib/admission/internal/card-rates';
import { withTransaction } from '@/lib/db/transaction';
import type { EngineRates } from '@/lib/engine/contracts';
import { getMetrics } from '@/lib/observability/metrics';

/** Weight of a new measurement. */
const STEP = 0.15;
/** Shorter prompts measure the network, not the card. */
const SHORTEST_PROMPT = 512;
/** Shorter answers measure the network, not the card. */
const SHORTEST_OUTPUT = 32;
const MOST_PENDING = 200;
const MOST_PREFILLS = 500;
/** Shorter ones delay nobody. */
const SHORTEST_PREFILL_MS = 100;

interface Measurement {
  readonly engineId: string;
  readonly kind: 'prefill' | 'decode';
  readonly concurrency: number;
  readonly tokensPerSecond: number;
}

interface RateState {
  /** How many ran together, summed over the samples of each local run. */
  readonly samples: Map<string, { sum: number; count: number; outputTokens: number; atMs: number }>;
  /** When prompts were read here lately: nobody writes meanwhile. */
  readonly prefills: Map<string, Interval>;
  pending: Measurement[];
}

interface Interval {
  readonly engineId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

declare global {
  var yikaRates: RateState | undefined;
}

function rateState(): RateState {
  globalThis.yikaRates ??= { samples: new Map(), prefills: new Map(), pending: [] };
  return globalThis.yikaRates;
}

/** Takes note of how many runs run together now, for each of them, and of the tokens a second of this process. */
export function sampleConcurrency(grown: readonly GrownRun[], rows: readonly RunGrowth[], nowMs: number): void {
  const { samples } = rateState();
  notePrefills(rows);
  const written = new Map(rows.map((row) => [row.runId, row.outputTokens]));
  let tokensPerSecond = 0;
  for (const run of grown) {
    const old = samples.get(run.runId);
    const outputTokens = written.get(run.runId) ?? 0;
    if (old !== undefined && nowMs > old.atMs)
      tokensPerSecond += ((outputTokens - old.outputTokens) * 1_000) / (nowMs - old.atMs);
    samples.set(run.runId, {
      sum: (old?.sum ?? 0) + run.running,
      count: (old?.count ?? 0) + 1,
      outputTokens,
      atMs: nowMs,
    });
  }
  getMetrics().decodeTokensPerSecond.set(Math.max(0, tokensPerSecond));
}

/** Notes when the prompts of these runs were read. */
function notePrefills(rows: readonly RunGrowth[]): void {
  const { prefills } = rateState();
  const starts = new Map((admissionState()?.registry.leases ?? []).map((lease) => [lease.runId, lease]));
  for (const { runId, firstTokenAt } of rows) {
    const lease = starts.get(runId);
    if (firstTokenAt !== null && lease !== undefined && !prefills.has(runId))
      notePrefill(runId, {
        engineId: lease.engineId,
        fromMs: lease.admittedAt.getTime(),
        toMs: firstTokenAt.getTime(),
      });
  }
}

function notePrefill(runId: string, interval: Interval): void {
  const { prefills } = rateState();
  if (interval.toMs - interval.fromMs < SHORTEST_PREFILL_MS) return;
  prefills.set(runId, interval);
  const [oldest] = prefills.keys();
  if (prefills.size > MOST_PREFILLS && oldest !== undefined) prefills.delete(oldest);
}

/** How much of a time is covered by the others, each moment counted once. */
export function overlapMs(time: Omit<Interval, 'engineId'>, others: readonly Omit<Interval, 'engineId'>[]): number {
  let covered = 0;
  let untilMs = time.fromMs;
  for (const { fromMs, toMs } of [...others].sort((a, b) => a.fromMs - b.fromMs)) {
    const end = Math.min(toMs, time.toMs);
    covered += Math.max(0, end - Math.max(fromMs, untilMs));
    untilMs = Math.max(untilMs, end);
  }
  return covered;
}

/**
 * Takes the measured speeds of a run that ended: prefill by the engine's own measurement, else from admission to the
 * first token when nobody else's prompt was read meanwhile; decode from there to the end, without the time in which
 * prompts of others were read. Cached prompt tokens are not counted.
 */
export function recordFinishedRun(settled: Settled, ending: RunEnding): void {
  const state = rateState();
  const sample = state.samples.get(ending.runId);
  state.samples.delete(ending.runId);
  if (state.samples.size === 0) getMetrics().decodeTokensPerSecond.set(0);
  const { engineId, admittedAt, firstTokenAt } = settled;
  if (ending.status !== 'completed' || admittedAt === null || firstTokenAt === null) return;
  const reading = { engineId, fromMs: admittedAt.getTime(), toMs: firstTokenAt.getTime() };
  notePrefill(ending.runId, reading);
  const others = [...state.prefills]
    .filter(([runId, interval]) => runId !== ending.runId && interval.engineId === engineId)
    .map(([, interval]) => interval);
  // Whose own time of reading has that of others in it says nothing, unless the engine measured it.
  const isAlone = overlapMs(reading, others) === 0;
  const prefillMs = ending.prefillMs ?? (isAlone ? reading.toMs - reading.fromMs : 0);
  const prefilled = ending.promptTokens - ending.cachedTokens;
  const writing = { engineId, fromMs: reading.toMs, toMs: ending.now.getTime() };
  const decodeMs = writing.toMs - writing.fromMs - overlapMs(writing, others);
  if (prefilled >= SHORTEST_PROMPT && prefillMs > 0)
    state.pending.push({ engineId, kind: 'prefill', concurrency: 1, tokensPerSecond: (prefilled * 1_000) / prefillMs });
  if (sample !== undefined && ending.outputTokens >= SHORTEST_OUTPUT && decodeMs > 0) {
    state.pending.push({
      engineId,
      kind: 'decode',
      concurrency: Math.max(1, Math.round(sample.sum / sample.count)),
      tokensPerSecond: (ending.outputTokens * 1_000) / decodeMs,
    });
  }
  state.pending.splice(0, state.pending.length - MOST_PENDING);
}

/**
 * Moves rates towards measurements: their mean while they are few, so that the guess is gone with the first one, then
 * an exponentially weighted moving average. Unknown concurrencies start at the extrapolated rate.
 */
export function blendRates(rates: EngineRates, measurements: readonly Omit<Measurement, 'engineId'>[]): EngineRates {
  let prefill = rates.prefillTokensPerSecond ?? DEFAULT_RATES.prefillTokensPerSecond;
  let prefillSamples = rates.prefillSamples ?? 0;
  const decode = [...(rates.decodeTokensPerSecond ?? DEFAULT_RATES.decodeTokensPerSecond)];
  const decodeSamples = decode.map((_, index) => rates.decodeSamples?.[index] ?? 0);
  for (const { kind, concurrency, tokensPerSecond } of measurements) {
    if (kind === 'prefill') {
      prefillSamples += 1;
      prefill += (tokensPerSecond - prefill) * Math.max(STEP, 1 / prefillSamples);
      continue;
    }
    while (decode.length < concurrency) decode.push(decodeRate(decode, decode.length + 1));
    const index = concurrency - 1;
    const samples = (decodeSamples[index] ?? 0) + 1;
    while (decodeSamples.length < decode.length) decodeSamples.push(0);
    decodeSamples[index] = samples;
    const known = decode[index] ?? tokensPerSecond;
    decode[index] = known + (tokensPerSecond - known) * Math.max(STEP, 1 / samples);
  }
  return { prefillTokensPerSecond: prefill, decodeTokensPerSecond: decode, prefillSamples, decodeSamples };
}

/** Shares this process's measurements with all others through the engines' rows. Lost when the database is away. */
export async function shareRates(): Promise<void> {
  const state = rateState();
  if (state.pending.length === 0) return;
  const measurements = state.pending;
  state.pending = [];
  await withTransaction(async (sql) => {
    for (const engineId of [...new Set(measurements.map((measured) => measured.engineId))].sort()) {
      const rates = await lockRates(sql, engineId);
      const own = measurements.filter((measured) => measured.engineId === engineId);
      if (rates !== null) await storeRates(sql, engineId, blendRates(rates, own));
    }
  });
}
