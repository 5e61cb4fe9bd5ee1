import { isApiProblem } from '@/components/lib/api-problem';

/**
 * The server has judged the request and placed no call. Any other failure (no answer, a proxy's 502, our own 503) may
 * hide a call that was placed.
 */
const NOT_PLACED: ReadonlySet<number> = new Set([400, 403, 404, 409, 413, 422, 429]);

export function isNotPlaced(error: unknown): boolean {
  return isApiProblem(error) && NOT_PLACED.has(error.status);
}
