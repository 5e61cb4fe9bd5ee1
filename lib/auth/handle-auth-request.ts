import 'server-only';
import nextAuth, { type AuthOptions } from 'next-auth';
import { z } from 'zod';
import { createDeviceCookie, toSetCookie } from '@/lib/auth/device-cookie';
import { createRequestAuth } from '@/lib/auth/internal/next-auth-options';
import { readBodyText } from '@/lib/web/read-body-text';
import { readJsonBody, type BodyLimits } from '@/lib/web/read-json-body';
import { sameSitePath } from '@/lib/auth/same-site-path';
import { storableText } from '@/lib/db/storable-text';
import { AppError, notFound } from '@/lib/errors/app-error';

/** The part of a Pages API request and response that next-auth uses. */
interface NodeRequest {
  readonly method: string;
  readonly query: Record<string, unknown>;
  readonly body: Record<string, unknown>;
  readonly cookies: Record<string, string>;
  readonly headers: Record<string, string>;
}
interface NodeResponse {
  status(code: number): NodeResponse;
  setHeader(name: string, value: string | readonly string[]): NodeResponse;
  getHeader(name: string): string | readonly string[] | undefined;
  json(body: unknown): void;
  send(body: unknown): void;
  end(): void;
}

/**
 * What next-auth may be asked. Its own pages, `_log` (anybody could write to the log) and session updates are closed.
 */
const ACTIONS = new Set(['GET csrf', 'GET session', 'POST callback/credentials', 'POST signout']);

/** Where next-auth sends a form whose token is not the one in its cookie. */
const CSRF_REFUSAL = /^\/api\/auth\/(signin|signout)\?csrf=true$/;

/** No sign-in is longer. */
const MAX_BODY_BYTES = 10_000;
const bodySchema = z.record(z.string(), z.string());

/**
 * Answers `/api/auth/*` with next-auth: `GET csrf`, `POST callback/credentials {csrfToken, login, password}`, `POST
 * signout {csrfToken}`, `GET session`. Bodies are JSON or a form; a POST answers `{url}`, always a path, so it is right
 * under every name and address the server is reached by, with nothing to configure. next-auth is driven through its
 * Pages API door: its App Router door reads headers and cookies from Next.js instead of the request it is given.
 * @param spend is charged for the bytes of the body
 * @throws AppError `sign-in-failed`, `sign-in-throttled`, `sign-in-busy`, `body-too-large`, `csrf-token-invalid`,
 * `not-found`
 */
export async function handleAuthRequest(
  request: Request,
  segments: readonly string[],
  spend?: BodyLimits['spend'],
): Promise<Response> {
  if (!ACTIONS.has(`${request.method} ${segments.join('/')}`)) throw notFound('action');
  const nodeRequest = await toNodeRequest(request, segments, spend);
  const { options, rethrow, signedInDevice } = await createRequestAuth(request.headers);
  const response = await run(nodeRequest, options);
  rethrow();
  const device = signedInDevice();
  if (device !== null)
    response.headers.append('set-cookie', toSetCookie(await createDeviceCookie(request.headers, device)));
  return response;
}

async function run(request: NodeRequest, options: AuthOptions): Promise<Response> {
  const headers = new Headers({ 'cache-control': 'no-store' });
  let status = 200;
  let body: string | null = null;
  const response: NodeResponse = {
    status(code) {
      status = code;
      return response;
    },
    setHeader(name, value) {
      headers.delete(name);
      for (const one of [value].flat()) headers.append(name, one);
      return response;
    },
    getHeader: (name) =>
      name.toLowerCase() === 'set-cookie' ? headers.getSetCookie() : (headers.get(name) ?? undefined),
    json(value) {
      headers.set('content-type', 'application/json');
      body = JSON.stringify(withPath(value));
    },
    send(value) {
      body = typeof value === 'string' ? value : JSON.stringify(value);
    },
    end: () => undefined,
  };
  // With one argument next-auth returns a handler that it types as `any`; this is the shape it calls it with.
  const handler = nextAuth(options) as (request: NodeRequest, response: NodeResponse) => Promise<void>;
  await handler(request, response);
  return new Response(body, { status, headers });
}

function withPath(value: unknown): unknown {
  const parsed = z.object({ url: z.string() }).safeParse(value);
  if (!parsed.success) return value;
  const url = toPath(parsed.data.url);
  if (CSRF_REFUSAL.test(url))
    throw new AppError({
      kind: 'forbidden',
      code: 'csrf-token-invalid',
      detail: 'load the page again; its form is too old',
    });
  return { url };
}

/** next-auth knows no origin here and makes one up; what counts is the path. */
function toPath(url: string): string {
  return sameSitePath(URL.canParse(url) ? url.slice(new URL(url).origin.length) : url);
}

async function toNodeRequest(
  request: Request,
  segments: readonly string[],
  spend: BodyLimits['spend'],
): Promise<NodeRequest> {
  const { searchParams } = new URL(request.url);
  const next = sameSitePath(searchParams.get('callbackUrl') ?? '/');
  const body = request.method === 'POST' ? await readBody(request, spend) : {};
  return {
    method: request.method,
    query: { nextauth: segments, callbackUrl: next },
    // `json`: tell where to go instead of redirecting there.
    body: { ...body, callbackUrl: sameSitePath(body.callbackUrl ?? next), json: 'true' },
    cookies: readCookies(request.headers.get('cookie') ?? ''),
    headers: Object.fromEntries(request.headers),
  };
}

async function readBody(request: Request, spend: BodyLimits['spend']): Promise<Record<string, string>> {
  const isJson = request.headers.get('content-type')?.includes('application/json') === true;
  const body = isJson
    ? await readJsonBody(request, { maxBytes: MAX_BODY_BYTES, ...(spend === undefined ? {} : { spend }) })
    : await readForm(request, spend);
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success)
    throw new AppError({ kind: 'invalid', code: 'invalid-request', detail: 'the body is an object of texts' });
  return parsed.data;
}

async function readForm(request: Request, spend: BodyLimits['spend']): Promise<Record<string, string>> {
  const text = await readBodyText(request, MAX_BODY_BYTES, (chunk) => spend?.(chunk.byteLength));
  return Object.fromEntries([...new URLSearchParams(text)].map(([name, value]) => [name, storableText(value)]));
}

function readCookies(header: string): Record<string, string> {
  const pairs = header.split(';').map((part) => {
    const [name = '', ...value] = part.trim().split('=');
    return [name, decodeCookie(value.join('='))] as const;
  });
  return Object.fromEntries(pairs.filter(([name]) => name !== ''));
}

function decodeCookie(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
