import 'server-only';
import { isAppError } from '@/lib/errors/app-error';

const AWAY_CODES = new Set([
  'engine-refused',
  'engine-stalled-first-token',
  'engine-stalled',
  'engine-ended-early',
  'engine-error-midstream',
  'engine-http',
  'engine-full',
]);
const TOO_MANY_REQUESTS = 429;

/**
 * Whether a failure says that the engine cannot serve anybody just now, so that the same request may succeed later. An
 * HTTP 4xx is about this request (429 excepted) and would fail again.
 */
export function isEngineAway(error: unknown): boolean {
  if (!isAppError(error) || !AWAY_CODES.has(error.code)) return false;
  const { status } = error.values;
  return typeof status !== 'number' || status >= 500 || status === TOO_MANY_REQUESTS;
}
