/** How much of the last step the total still grows with each further answer, beyond the measured list. */
const GROWTH_BEYOND_LIST = 0.7;

/**
 * Total tokens a second of a batch: the measured list, then a plausible curve that flattens (memory bandwidth is
 * shared, so each further answer adds less than the one before).
 */
export function aggregateDecodeRate(measured: readonly number[], running: number): number {
  if (running <= 0) return 0;
  const last = measured.at(-1) ?? 0;
  if (running <= measured.length) return measured[running - 1] ?? last;
  const lastStep = Math.max(0, last - (measured.at(-2) ?? 0));
  const beyond = running - measured.length;
  const ratio = GROWTH_BEYOND_LIST;
  return last + (lastStep * ratio * (1 - ratio ** beyond)) / (1 - ratio);
}
