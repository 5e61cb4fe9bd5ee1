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
  'engine-full',
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
  retryAfterSeconds?: number,
): AppError {
  return new AppError({
    kind: code === 'context-overflow' ? 'invalid' : 'unavailable',
    code,
    detail,
    values,
    cause,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

/** The failure for an HTTP status with an error body. `retryAfter`: the header, where it is in seconds. */
export function httpFailure(status: number, error: ParsedEngineError, retryAfter?: string): AppError {
  const message = error.message === '' ? `HTTP ${status}` : error.message;
  if (error.isContextOverflow) return engineFailure(overflowCode(status), message, { status });
  const seconds = Number(retryAfter);
  const retryAfterSeconds = Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
  return engineFailure(refusalCode(status), `HTTP ${status}: ${message}`, { status }, undefined, retryAfterSeconds);
}

/**
 * A request that is too long by itself is refused with a 4xx. llama.cpp says the same words with a 500 when the KV
 * cache that its slots share is full: then every request in it ends, and the same request succeeds later.
 */
export function overflowCode(status: number | null): 'context-overflow' | 'engine-full' {
  return status !== null && status >= 500 ? 'engine-full' : 'context-overflow';
}

/** 401 and 403 are about the key or address that Yika is configured with: no retry repairs them. */
export function refusalCode(status: number): 'engine-unauthorized' | 'engine-http' {
  return status === 401 || status === 403 ? 'engine-unauthorized' : 'engine-http';
}

/** Whether the engine refused the key. */
export function isUnauthorized(error: unknown): boolean {
  return isAppError(error) && error.code === 'engine-unauthorized';
}
