import 'server-only';
import type { EngineRates } from '@/lib/engine/contracts';

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

/** An engine of a pool, as far as its speed goes. */
export interface Card {
  readonly slots: number;
  readonly weight: number;
  readonly rates: EngineRates;
}

export interface CardRates {
  readonly prefillTokensPerSecond: number;
  readonly decodeTokensPerSecond: readonly number[];
}

/** The rates of several cards together, when the least loaded one takes the next run: what admission does in a pool. */
export function mergeCards(cards: readonly Card[]): CardRates {
  const known = cards.map(({ slots, weight, rates }) => ({
    slots,
    share: Math.max(slots * weight, 0.01),
    running: 0,
    prefill: rates.prefillTokensPerSecond ?? DEFAULT_RATES.prefillTokensPerSecond,
    decode: rates.decodeTokensPerSecond ?? DEFAULT_RATES.decodeTokensPerSecond,
  }));
  const [first] = known;
  if (first === undefined) return DEFAULT_RATES;
  if (known.length === 1) return { prefillTokensPerSecond: first.prefill, decodeTokensPerSecond: first.decode };
  const decodeTokensPerSecond: number[] = [];
  for (;;) {
    const free = known.filter(({ running, slots }) => running < slots);
    const [next] = free.sort((a, b) => (a.running + 1) / a.share - (b.running + 1) / b.share);
    if (next === undefined) break;
    next.running += 1;
    const total = known.reduce(
      (sum, { running, decode }) => sum + (running === 0 ? 0 : running * decodeRate(decode, running)),
      0,
    );
    decodeTokensPerSecond.push(total / (decodeTokensPerSecond.length + 1));
  }
  const slots = Math.max(
    1,
    known.reduce((sum, card) => sum + card.slots, 0),
  );
  const prefillTokensPerSecond = known.reduce((sum, card) => sum + card.prefill * card.slots, 0) / slots;
  return prefillTokensPerSecond === 0 ? DEFAULT_RATES : { prefillTokensPerSecond, decodeTokensPerSecond };
}
