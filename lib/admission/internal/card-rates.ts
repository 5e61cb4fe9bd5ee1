import 'server-only';

/**
 * Rates before anything was measured: one RTX 3090 with Qwen3-14B INT4 under vLLM (a 3090's
 * arithmetic allows some 3,000 prompt tokens/s that are not cached; about 80 tokens/s for one stream; three together
 * about 210).
 */
export const DEFAULT_RATES = { prefillTokensPerSecond: 3_000, decodeTokensPerSecond: [80, 75, 70] } as const;

/** Each further request adds this part of what the one before added to the card's total. */
const GROWTH = 0.7;
const SLOWEST = 0.1;

/** Tokens a second of each of `concurrency` runs. Beyond what was measured the total grows ever more slowly. */
export function decodeRate(measured: readonly number[], concurrency: number): number {
  const known = measured[concurrency - 1];
  if (known !== undefined) return Math.max(known, SLOWEST);
  if (measured.length === 0) return decodeRate(DEFAULT_RATES.decodeTokensPerSecond, concurrency);
  const total = (n: number): number => n * (measured[n - 1] ?? 0);
  let sum = total(measured.length);
  let added = Math.max(0, sum - total(measured.length - 1));
  for (let n = measured.length; n < concurrency; n += 1) {
    added *= GROWTH;
    sum += added;
  }
  return Math.max(sum / concurrency, SLOWEST);
}
