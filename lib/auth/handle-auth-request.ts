import 'server-only';
import nextAuth from 'next-auth';
import { NextRequest } from 'next/server';
import { z } from 'zod';
import { authOptions } from '@/lib/auth/auth-options';
import { createDeviceCookie, toSetCookie } from '@/lib/auth/device-cookie';
import type { AuthExchange } from '@/lib/auth/internal/auth-exchange';
import { sameSitePath } from '@/lib/auth/same-site-path';
import { storableText } from '@/lib/db/storable-text';
import { AppError, notFound } from '@/lib/errors/app-error';
import { readBodyText } from '@/lib/web/read-body-text';
import { readJsonBody, type BodyLimits } from '@/lib/web/read-json-body';

/**
 * The actions of next-auth that are open. Its own pages, `_log` (anybody could write to the log) and session updates
 * are closed.
 */
const ACTIONS = /^(GET (csrf|session)|POST (callback\/[^/]+|signout))$/;

/** Where next-auth sends a form whose token is not the one in its cookie. */
const CSRF_REFUSAL = /^\/api\/auth\/(signin|signout)\?csrf=true$/;

/** The largest body of a sign-in. */
const MAX_BODY_BYTES = 10_000;
const bodySchema = z.record(z.string(), z.string());
const redirectSchema = z.object({ url: z.string() });

/**
 * Answers `/api/auth/*` with next-auth's App Router handler: `GET csrf`, `POST callback/<provider> {csrfToken, …}`,
 * `POST signout {csrfToken}`, `GET session`. Bodies are JSON or a form, and are read here, within limits. A POST
 * answers `{url}`, always a path: it is right under every name and address of the server, with nothing to configure.
 * @param spend is charged for the bytes of the body
 * @throws AppError `sign-in-failed`, `sign-in-throttled`, `sign-in-busy`, `body-too-large`, `csrf-token-invalid`,
 * `not-found`
 */
export async function handleAuthRequest(
  request: Request,
  segments: readonly string[],
  spend?: BodyLimits['spend'],
): Promise<Response> {
  if (!ACTIONS.test(`${request.method} ${segments.join('/')}`)) throw notFound('action');
  const bounded = await boundedRequest(request, spend);
  const exchange: AuthExchange = { headers: request.headers, isSignIn: segments[0] === 'callback' };
  const context = { params: { nextauth: [...segments] } };
  const answer = (await nextAuth(bounded, context, await authOptions(exchange))) as Response;
  if (exchange.failure !== undefined) throw exchange.failure.error;
  // There is no provider of this name.
  if (answer.status === 400) throw notFound('action');
  answer.headers.set('cache-control', 'no-store');
  if (exchange.deviceId !== undefined) {
    const cookie = await createDeviceCookie(request.headers, exchange.deviceId);
    answer.headers.append('set-cookie', toSetCookie(cookie));
  }
  return request.method === 'POST' ? withPath(answer) : answer;
}

/** next-auth knows no origin here and assumes one; only the path counts. */
async function withPath(answer: Response): Promise<Response> {
  const { url } = redirectSchema.parse(await answer.json());
  const path = sameSitePath(URL.canParse(url) ? url.slice(new URL(url).origin.length) : url);
  if (CSRF_REFUSAL.test(path))
    throw new AppError({
      kind: 'forbidden',
      code: 'csrf-token-invalid',
      detail: 'load the page again; its form is too old',
    });
  return Response.json({ url: path }, { headers: answer.headers });
}

/** The request with the checked body; its redirect target is always a path on this host. */
async function boundedRequest(request: Request, spend: BodyLimits['spend']): Promise<NextRequest> {
  const url = new URL(request.url);
  const next = sameSitePath(url.searchParams.get('callbackUrl') ?? '/');
  url.search = new URLSearchParams({ callbackUrl: next }).toString();
  if (request.method !== 'POST') return new NextRequest(url, { headers: request.headers });
  const body = await readBody(request, spend);
  return new NextRequest(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    // `json`: answer with the URL instead of a redirect to it.
    body: JSON.stringify({ ...body, callbackUrl: sameSitePath(body.callbackUrl ?? next), json: 'true' }),
  });
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
