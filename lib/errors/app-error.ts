/** What went wrong, in terms of what the caller can do about it. HTTP maps kinds to statuses in one file. */
export type ErrorKind =
  | 'invalid' // 400: the request itself is wrong
  | 'unauthenticated' // 401
  | 'forbidden' // 403: known to the person, but not theirs to do
  | 'not-found' // 404: also what a person may not see
  | 'conflict' // 409
  | 'too-large' // 413
  | 'limited' // 429
  | 'unavailable'; // 503

/** A stable machine code; the browser turns it into a sentence in its reader's language. */
export type ErrorCode = string;

export interface AppErrorInit {
  readonly kind: ErrorKind;
  /** kebab-case, stable, translated by the browser as `errors.<code>`. */
  readonly code: ErrorCode;
  /** English detail for logs and API users. Never a secret, never another person's data. */
  readonly detail: string;
  readonly retryAfterSeconds?: number;
  /** Values for the translated sentence. */
  readonly values?: Readonly<Record<string, string | number>>;
  readonly cause?: unknown;
}

const APP_ERROR = Symbol.for('yika.app-error');

/**
 * An expected failure. Recognised by a global symbol (`isAppError`), never by `instanceof`:
 * Next.js duplicates modules between server entries (vercel/next.js#89192).
 */
export class AppError extends Error {
  readonly [APP_ERROR] = true;
  readonly kind: ErrorKind;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly retryAfterSeconds: number | undefined;
  readonly values: Readonly<Record<string, string | number>>;

  constructor(init: AppErrorInit) {
    super(`${init.code}: ${init.detail}`, { cause: init.cause });
    this.name = 'AppError';
    this.kind = init.kind;
    this.code = init.code;
    this.detail = init.detail;
    this.retryAfterSeconds = init.retryAfterSeconds;
    this.values = init.values ?? {};
  }
}

/** True for an `AppError` of any copy of this module. */
export function isAppError(error: unknown): error is AppError {
  return typeof error === 'object' && error !== null && APP_ERROR in error;
}

/** The one 404 for what does not exist and what is not the asker's to see. */
export function notFound(what: string): AppError {
  return new AppError({ kind: 'not-found', code: 'not-found', detail: `${what} not found` });
}
