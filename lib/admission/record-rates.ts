import 'server-only';
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

interface Measurement {
  readonly kind: 'prefill' | 'decode';
  readonly concurrency: number;
  readonly tokensPerSecond: number;
}

interface RateState {
  /** How many ran together, summed over the samples of each local run. */
  readonly samples: Map<string, { sum: number; count: number; outputTokens: number; atMs: number }>;
  pending: Measurement[];
}

declare global {
  var yikaRates: RateState | undefined;
}

function rateState(): RateState {
  globalThis.yikaRates ??= { samples: new Map(), pending: [] };
  return globalThis.yikaRates;
}

/** Takes note of how many runs run together now, for each of them, and of the tokens a second of this process. */
export function sampleConcurrency(grown: readonly GrownRun[], rows: readonly RunGrowth[], nowMs: number): void {
  const { samples } = rateState();
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

/**
 * Takes the measured speeds of a run that ended: prefill from admission to first token, decode from there to the end.
 */
export function recordFinishedRun(settled: Settled, ending: RunEnding): void {
  const state = rateState();
  const sample = state.samples.get(ending.runId);
  state.samples.delete(ending.runId);
  if (state.samples.size === 0) getMetrics().decodeTokensPerSecond.set(0);
  const { admittedAt, firstTokenAt } = settled;
  if (ending.status !== 'completed' || admittedAt === null || firstTokenAt === null) return;
  const prefillMs = firstTokenAt.getTime() - admittedAt.getTime();
  const prefilled = ending.promptTokens - ending.cachedTokens;
  const decodeMs = ending.now.getTime() - firstTokenAt.getTime();
  if (prefilled >= SHORTEST_PROMPT && prefillMs > 0)
    state.pending.push({ kind: 'prefill', concurrency: 1, tokensPerSecond: (prefilled * 1_000) / prefillMs });
  if (sample !== undefined && ending.outputTokens >= SHORTEST_OUTPUT && decodeMs > 0) {
    state.pending.push({
      kind: 'decode',
      concurrency: Math.max(1, Math.round(sample.sum / sample.count)),
      tokensPerSecond: (ending.outputTokens * 1_000) / decodeMs,
    });
  }
  state.pending.splice(0, state.pending.length - MOST_PENDING);
}

/**
 * Moves rates towards measurements (an exponentially weighted moving average; unknown concurrencies start at the
 * extrapolated rate).
 */
export function blendRates(rates: EngineRates, measurements: readonly Measurement[]): EngineRates {
  let prefill = rates.prefillTokensPerSecond ?? DEFAULT_RATES.prefillTokensPerSecond;
  const decode = [...(rates.decodeTokensPerSecond ?? DEFAULT_RATES.decodeTokensPerSecond)];
  for (const { kind, concurrency, tokensPerSecond } of measurements) {
    if (kind === 'prefill') {
      prefill += (tokensPerSecond - prefill) * STEP;
      continue;
    }
    while (decode.length < concurrency) decode.push(decodeRate(decode, decode.length + 1));
    const index = concurrency - 1;
    const known = decode[index] ?? tokensPerSecond;
    decode[index] = known + (tokensPerSecond - known) * STEP;
  }
  return { prefillTokensPerSecond: prefill, decodeTokensPerSecond: decode };
}

/** Shares this process's measurements with all others through the engine's row. Lost when the database is away. */
export async function shareRates(): Promise<void> {
  const state = rateState();
  if (state.pending.length === 0) return;
  const measurements = state.pending;
  state.pending = [];
  await withTransaction(async (sql) => {
    const rates = await lockRates(sql);
    if (rates !== null) await storeRates(sql, blendRates(rates, measurements));
  });
}
