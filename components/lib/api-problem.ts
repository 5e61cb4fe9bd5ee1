const API_PROBLEM = Symbol.for('yika.api-problem');

export interface ApiProblemInit {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /**
   * kebab-case code, the key of its sentence under `errors`. `network`: no response; `unknown`: an unreadable response.
   */
  readonly code: string;
  readonly detail: string;
  readonly values?: Readonly<Record<string, string | number>>;
  readonly retryAfterSeconds?: number | undefined;
}

/** What `apiFetch` throws: the server's problem+json, or a missing response. */
export class ApiProblem extends Error {
  readonly [API_PROBLEM] = true;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly retryAfterSeconds: number | undefined;

  constructor(init: ApiProblemInit) {
    super(`${init.code}: ${init.detail}`);
    this.name = 'ApiProblem';
    this.status = init.status;
    this.code = init.code;
    this.detail = init.detail;
    this.values = init.values ?? {};
    this.retryAfterSeconds = init.retryAfterSeconds;
  }
}

export function isApiProblem(error: unknown): error is ApiProblem {
  return typeof error === 'object' && error !== null && API_PROBLEM in error;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readValues(value: unknown): Record<string, string | number> {
  if (!isRecord(value)) return {};
  const entries = Object.entries(value).filter(
    (entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number',
  );
  return Object.fromEntries(entries);
}

/**
 * Creates a problem from a response that is not 2xx. `body` is what could be parsed as JSON, or undefined
 * (a proxy's HTML page). Seconds of waiting come from the body, else from the Retry-After header.
 */
export function readProblem(status: number, body: unknown, retryAfter: string | null): ApiProblem {
  const fields = isRecord(body) ? body : {};
  const fromHeader = retryAfter === null ? NaN : Number(retryAfter);
  const retryAfterSeconds = typeof fields.retryAfterSeconds === 'number' ? fields.retryAfterSeconds : fromHeader;
  return new ApiProblem({
    status,
    code:
      typeof fields.code === 'string'
        ? fields.code
        : status === 401
          ? 'unauthenticated'
          : status >= 502 && status <= 504
            ? 'unavailable'
            : 'unknown',
    detail: typeof fields.detail === 'string' ? fields.detail : `HTTP ${status}`,
    values: readValues(fields.values),
    retryAfterSeconds: Number.isFinite(retryAfterSeconds) ? retryAfterSeconds : undefined,
  });
}
