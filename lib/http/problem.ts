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

/** The HTTP answer for an AppError. Never carries a stack. */
export function problemResponse(error: AppError, requestId: string): Response {
  const status = statusOf(error);
  const body: z.infer<typeof problemSchema> = {
    type: 'about:blank',
    title: error.kind,
    status,
    code: error.code,
    detail: error.detail,
    values: { ...error.values },
    requestId,
  };
  return new Response(JSON.stringify(body), { status, headers: problemHeaders(error, requestId) });
}

/** `internal` is a 500, everything else follows its kind. */
export function statusOf({ code, kind }: AppError): number {
  return code === 'internal' ? 500 : STATUS_OF_KIND[kind];
}

/** Headers of a failure, with the time to come back after where it is known. */
export function problemHeaders({ retryAfterSeconds }: AppError, requestId: string): Headers {
  const headers = new Headers({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-request-id': requestId,
  });
  if (retryAfterSeconds !== undefined) headers.set('retry-after', String(Math.max(1, Math.ceil(retryAfterSeconds))));
  return headers;
}
