import 'server-only';

/** Between one exponential (nothing is known) and nearly fixed lengths. */
const LARGEST_SHAPE = 30;
/** How uncertain a length is before anything was measured: lengths of chat answers vary about as much as their mean. */
export const DEFAULT_SPREAD = 0.5;

/**
 * Tokens a running answer still has to write, expected, given what it wrote: E[X | X > written] - written, for lengths
 * X of an Erlang distribution with mean `expected` and squared coefficient of variation `spread` (the measured mean of
 * ((real - expected) / expected)^2). An answer beyond its expectation is thus expected to go on for a while, the longer
 * the less certain lengths are: at spread 0.5 and twice the expectation 0.6 of it, at spread 0.05 0.09 of it.
 */
export function remainingOutput(written: number, expected: number, spread: number): number {
  const mean = Math.max(expected, 1);
  const shape = Math.min(LARGEST_SHAPE, Math.max(1, Math.round(1 / Math.max(spread, 1 / LARGEST_SHAPE))));
  const x = (shape * Math.max(written, 0)) / mean;
  let term = 1;
  let survival = 1;
  let integral = 1;
  for (let i = 1; i < shape; i += 1) {
    term *= x / i;
    survival += term;
    integral += survival;
  }
  return (mean / shape) * (integral / survival);
}
