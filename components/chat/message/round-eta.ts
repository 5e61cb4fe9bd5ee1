import type { QueuePlace } from '@/lib/runs/contracts';

/** A waiting time as shown, rounded to its precision. */
export type RoundedEta = { readonly unit: 'soon' } | { readonly unit: 'seconds' | 'minutes'; readonly count: number };

const SOON_S = 5;
const FINE_S = 20;
const MINUTE_S = 60;

/** Rounds milliseconds: seconds up to 20, steps of five up to a minute and a half, then whole minutes. */
export function roundEta(etaMs: number): RoundedEta {
  const seconds = etaMs / 1000;
  if (seconds < SOON_S) return { unit: 'soon' };
  if (seconds <= FINE_S) return { unit: 'seconds', count: Math.round(seconds) };
  if (seconds <= 1.5 * MINUTE_S) return { unit: 'seconds', count: Math.round(seconds / 5) * 5 };
  return { unit: 'minutes', count: Math.round(seconds / MINUTE_S) };
}

/**
 * The remaining waiting time as shown; null: nothing. Behind other runs "soon" depends on the speed of the GPU: it is
 * shown only when that speed was measured, and not after the shown time has passed.
 */
export function etaToShow(
  { position, isMeasured }: Pick<QueuePlace, 'position' | 'isMeasured'>,
  leftMs: number,
): RoundedEta | null {
  const eta = roundEta(leftMs);
  return eta.unit !== 'soon' || position === 1 || (isMeasured && leftMs > 0) ? eta : null;
}

/** A range is shown when its upper end is this many times the estimate. */
const WIDE = 1.4;

/** An uncertain waiting time, in the unit of its upper end. */
export interface EtaRange {
  readonly unit: 'seconds' | 'minutes';
  readonly from: number;
  readonly to: number;
}

/** The range from the estimate to the upper estimate; null when one number says as much. */
export function etaRange(leftMs: number, upToMs: number): EtaRange | null {
  const [from, to] = [roundEta(leftMs), roundEta(upToMs)];
  if (from.unit === 'soon' || to.unit === 'soon' || upToMs < WIDE * leftMs) return null;
  const count = from.unit === to.unit ? from.count : Math.max(1, Math.round(leftMs / 1000 / MINUTE_S));
  return count < to.count ? { unit: to.unit, from: count, to: to.count } : null;
}
