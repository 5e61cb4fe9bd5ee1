import 'server-only';

/** Between one exponential (nothing is known) and nearly fixed lengths. */
const LARGEST_SHAPE = 30;
/** How uncertain a length is before anything was measured: lengths of chat answers vary about as much as their mean. */
export const DEFAULT_SPREAD = 0.5;

/**
 * Tokens a running answer still has to write, expected, given what it wrote: E[X | X > written] - written, for lengths
 * X of an Erlang distribution with mean `expected` and squared coefficient of variation `spread` (the measured mean of
 * ((length - average) / average)^2). An answer beyond its expectation is thus expected to go on for a while, the longer
 * the less certain lengths are: at spread 0.5 and twice the expectation 0.6 of it, at spread 0.05 0.09 of it.
 */
export function remainingOutput(written: number, expected: number, spread: number): number {
  const mean = Math.max(expected, 1);
  const shape = shapeOf(spread);
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

/**
 * One possible rest of a running answer, drawn from the same distribution: the phases of an Erlang variable that are
 * already over are Poisson-distributed given that it is not over, and each further phase is exponential.
 */
export function sampleRemainingOutput(written: number, expected: number, spread: number, random: () => number): number {
  const mean = Math.max(expected, 1);
  const shape = shapeOf(spread);
  const x = (shape * Math.max(written, 0)) / mean;
  const weights = [1];
  for (let i = 1; i < shape; i += 1) weights.push(((weights[i - 1] ?? 0) * x) / i);
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const phasesOver = Math.max(
    0,
    weights.findIndex((weight) => (left -= weight) < 0),
  );
  let product = 1;
  for (let phase = phasesOver; phase < shape; phase += 1) product *= 1 - random();
  return (-Math.log(product) * mean) / shape;
}

function shapeOf(spread: number): number {
  return Math.min(LARGEST_SHAPE, Math.max(1, Math.round(1 / Math.max(spread, 1 / LARGEST_SHAPE))));
}
