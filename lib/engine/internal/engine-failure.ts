import { AppError, isAppError } from '@/lib/errors/app-error';
import type { ParsedEngineError } from '@/lib/engine/internal/parse-engine-error';

/** The ways an engine fails. Each has a sentence in the message catalogue. */
export const ENGINE_FAILURES = [
  'engine-refused',
  'engine-unauthorized',
  'engine-http',
  'engine-error-midstream',
  'engine-stalled-first-token',
  'engine-stalled',
  'engine-ended-early',
  'context-overflow',
] as const;
export type EngineFailureCode = (typeof ENGINE_FAILURES)[number];

/**
 * An expected failure of the engine: kind `unavailable`, or `invalid` where the request itself cannot succeed.
 * @param detail may quote the engine, and an engine may quote a key: it is for logs and the admin's engine page
 * @param values are stored with the run and reach its person: never the engine's own words
 */
export function engineFailure(
  code: EngineFailureCode,
  detail: string,
  values: { readonly status?: number } = {},
  cause?: unknown,
): AppError {
  return new AppError({ kind: code === 'context-overflow' ? 'invalid' : 'unavailable', code, detail, values, cause });
}

/** The failure for an HTTP status with an error body. */
export function httpFailure(status: number, error: ParsedEngineError): AppError {
  const message = error.message === '' ? `HTTP ${status}` : error.message;
  if (error.isContextOverflow && status < 500) return engineFailure('context-overflow', message, { status });
  return engineFailure(refusalCode(status), `HTTP ${status}: ${message}`, { status });
}

/** 401 and 403 are about the key or address that Yika is configured with: no retry repairs them. */
export function refusalCode(status: number): 'engine-unauthorized' | 'engine-http' {
  return status === 401 || status === 403 ? 'engine-unauthorized' : 'engine-http';
}

export function isUnauthorized(error: unknown): boolean {
  return isAppError(error) && error.code === 'engine-unauthorized';
}
