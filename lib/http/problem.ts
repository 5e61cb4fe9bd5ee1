import 'server-only';
import type { z } from 'zod';
import { isDatabaseAway } from '@/lib/db/is-database-away';
import type { problemSchema } from '@/lib/http/contracts';
import { AppError, isAppError, type ErrorKind } from '@/lib/errors/app-error';

const STATUS_OF_KIND: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  limited: 429,
  unavailable: 503,
};

/** The AppError that stands for anything thrown: itself, "database away", or a generic internal failure. */
export function toAppError(error: unknown): { readonly error: AppError; readonly unexpected: boolean } {
  if (isAppError(error)) return { error, unexpected: false };
  if (isDatabaseAway(error)) {
    return {
      error: new AppError({
        kind: 'unavailable',
        code: 'database-unavailable',
        detail: 'The database does not answer; try again shortly',
        retryAfterSeconds: 3,
        cause: error,
      }),
      unexpected: false,
    };
  }
  return {
    error: new AppError({ kind: 'unavailable', code: 'internal', detail: 'Unexpected failure', cause: error }),
    unexpected: true,
  };
}

/** The HTTP answer for an AppError; `internal` is a 500, everything else follows its kind. Never carries a stack. */
export function problemResponse(error: AppError, requestId: string): Response {
  const status = error.code === 'internal' ? 500 : STATUS_OF_KIND[error.kind];
  const body: z.infer<typeof problemSchema> = {
    type: 'about:blank',
    title: error.kind,
    status,
    code: error.code,
    detail: error.detail,
    values: { ...error.values },
    requestId,
  };
  const headers = new Headers({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-request-id': requestId,
  });
  if (error.retryAfterSeconds !== undefined)
    headers.set('retry-after', String(Math.max(1, Math.ceil(error.retryAfterSeconds))));
  return new Response(JSON.stringify(body), { status, headers });
}
