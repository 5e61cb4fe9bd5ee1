import { ApiProblem, readProblem } from '@/components/lib/api-problem';

export interface ApiFetchOptions<T> {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Bytes that are sent unchanged, in place of a body. */
  readonly bytes?: Blob;
  readonly signal?: AbortSignal;
  /** Checks the response where that is worth the bytes; `parse` of a zod schema fits. */
  readonly schema?: { parse(value: unknown): T };
  /** The request may outlive the page (a last save). */
  readonly keepalive?: boolean;
}

/** The event that the window gets before it goes to the sign-in page; a listener with unsaved work cancels it. */
export const SIGNED_OUT = 'yika:signed-out';

function goToSignIn(): void {
  if (window.location.pathname === '/sign-in' || !window.dispatchEvent(new Event(SIGNED_OUT, { cancelable: true })))
    return;
  const next = `${window.location.pathname}${window.location.search}${window.location.hash}`;
  window.location.assign(`/sign-in?next=${encodeURIComponent(next)}`);
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    if (!response.ok) return undefined;
    throw new ApiProblem({
      status: response.status,
      code: 'unknown',
      detail: `the answer is not JSON: ${String(cause)}`,
    });
  }
}

/**
 * The raw response of one of our routes, for streams and downloads; everything else goes through `apiFetch`.
 * @throws ApiProblem `network` when no answer came, the server's problem when it is not 2xx. An abort stays an
 * AbortError.
 */
export async function apiResponse(
  path: string,
  options: Omit<ApiFetchOptions<never>, 'schema'> = {},
): Promise<Response> {
  const { method = 'GET', body, bytes, signal, keepalive } = options;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(bytes === undefined ? {} : { body: bytes }),
      ...(signal === undefined ? {} : { signal }),
      ...(keepalive === undefined ? {} : { keepalive }),
    });
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw new ApiProblem({ status: 0, code: 'network', detail: String(cause) });
  }
  if (response.ok) return response;
  const problem = readProblem(response.status, await readJson(response), response.headers.get('retry-after'));
  if (problem.status === 401) goToSignIn();
  throw problem;
}

/**
 * Calls one of our JSON routes. Without `schema` the answer is trusted: the same zod contract has checked it on the
 * server.
 * @throws ApiProblem as `apiResponse`; a signed-out person is led to /sign-in and back.
 */
export async function apiFetch<T>(path: string, options: ApiFetchOptions<T> = {}): Promise<T> {
  const { schema, ...request } = options;
  const body = await readJson(await apiResponse(path, request));
  return schema === undefined ? (body as T) : schema.parse(body);
}
