import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { openTestSession } from '@/lib/auth/testing/open-test-session';
import { sessionCookieHeader } from '@/lib/auth/testing/session-cookie-header';
import { stopListening } from '@/lib/db/listen';
import { openPool } from '@/lib/db/pool';
import { createPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import { checkHealth, healthSchema } from '@/lib/http/check-health';
import { problemSchema } from '@/lib/http/contracts';
import { defineRoute, type DefinedRoute } from '@/lib/http/define-route';

useTestDatabase();
beforeEach(() => {
  globalThis.yikaRateBudgets = undefined;
});
afterEach(async () => {
  vi.restoreAllMocks();
  await stopListening();
  globalThis.yikaPrincipals = undefined;
  globalThis.yikaOpenResponses = undefined;
});

const ask = (route: DefinedRoute, init: RequestInit = {}, search = '') =>
  route(new Request(`http://yika.test/api/x${search}`, init), { params: Promise.resolve({}) });

async function problemOf(answer: Response): Promise<{ status: number; code: string; retryAfter: string | null }> {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const problem = problemSchema.parse(await answer.json());
  expect(problem.status).toBe(answer.status);
  expect(answer.headers.get('x-request-id')).toBe(problem.requestId);
  return { status: answer.status, code: problem.code, retryAfter: answer.headers.get('retry-after') };
}

async function signedIn(): Promise<{ readonly headers: { readonly cookie: string }; readonly personId: string }> {
  const { id } = await createPerson({ role: 'employee' });
  return { personId: id, headers: { cookie: await sessionCookieHeader(sqlRunner(), await openTestSession(id)) } };
}

const bodySchema = z.object({ text: z.string(), n: z.number().default(1) });
const echo = (bodySize?: 'fields' | 'form' | 'document') =>
  defineRoute({
    auth: 'public',
    summary: 'of the test',
    body: bodySchema,
    ...(bodySize === undefined ? {} : { bodySize }),
    query: z.object({ q: z.string().optional() }),
    response: z.object({ text: z.string(), q: z.string().optional() }),
    handler: ({ body, query }) => Promise.resolve({ text: body.text, ...query }),
  });

it('a body or query that its schema refuses is `invalid-request`, which names the field', async () => {
  const answer = await ask(echo(), { method: 'POST', body: JSON.stringify({ text: 'a', n: 'one' }) });
  expect(problemSchema.parse(await answer.clone().json()).values).toEqual({ field: 'n' });
  expect(await problemOf(answer)).toEqual({ status: 400, code: 'invalid-request', retryAfter: null });
  for (const body of ['', '[]', '{', '{"text":'.repeat(2_000)])
    expect(await problemOf(await ask(echo(), { method: 'POST', body }))).toMatchObject({
      status: 400,
      code: 'invalid-request',
    });
});

it.each([
  ['fields', 16_000],
  ['form', 256_000],
  ['document', 1_000_000],
] as const)('a body of a route for %s has at most %i bytes', async (bodySize, bytes) => {
  const bodyOf = (length: number): string => JSON.stringify({ text: 'x'.repeat(length - 11) });
  expect((await ask(echo(bodySize), { method: 'POST', body: bodyOf(bytes) })).status).toBe(200);
  expect(await problemOf(await ask(echo(bodySize), { method: 'POST', body: bodyOf(bytes + 1) }))).toMatchObject({
    status: 413,
    code: 'body-too-large',
  });
});

it('texts of bodies and queries reach the handler as the database can store them', async () => {
  const answer = await ask(echo(), { method: 'POST', body: '{"text":"a\\u0000\\ud800"}' }, '?q=%00b');
  expect(await answer.json()).toEqual({ text: 'a\u{FFFD}\u{FFFD}', q: '\u{FFFD}b' });
});

it('bytes are charged to their sender, person by person, until there are too many', async () => {
  const big = { method: 'POST', body: JSON.stringify({ text: 'x'.repeat(900_000) }) };
  const flood = async (headers: {
    readonly cookie: string;
  }): Promise<{ status: number; code: string; retryAfter: string | null }> => {
    for (let sent = 0; sent < 40; sent += 1) {
      const answer = await ask(echo('document'), { ...big, headers });
      if (!answer.ok) return problemOf(answer);
    }
    throw new Error('nothing was refused');
  };
  const [one, other] = [await signedIn(), await signedIn()];
  const refused = await flood(one.headers);
  expect(refused).toMatchObject({ status: 429, code: 'too-many-requests' });
  expect(Number(refused.retryAfter)).toBeGreaterThan(0);
  expect((await ask(echo('document'), { ...big, headers: other.headers })).status).toBe(200);
});

it('what the state alone refuses is refused before a body is read, and so is who is not signed in', async () => {
  const bodyRead = vi.fn();
  const body = (): RequestInit & { readonly duplex: 'half' } => ({
    method: 'POST',
    duplex: 'half',
    body: new ReadableStream({ pull: bodyRead }, { highWaterMark: 0 }),
  });
  const over = defineRoute({
    auth: 'public',
    summary: 'of the test',
    body: bodySchema,
    response: 'empty',
    handler: () => Promise.resolve(undefined),
    refuseEarly: () => Promise.reject(new AppError({ kind: 'forbidden', code: 'setup-link-invalid', detail: 'over' })),
  });
  const person = defineRoute({
    auth: 'person',
    summary: 'of the test',
    body: bodySchema,
    response: 'empty',
    handler: () => Promise.resolve(undefined),
  });
  expect(await problemOf(await ask(over, body()))).toMatchObject({ status: 403, code: 'setup-link-invalid' });
  expect(await problemOf(await ask(person, body()))).toMatchObject({ status: 401, code: 'sign-in-required' });
  expect(bodyRead).not.toHaveBeenCalled();
});

it('too many requests of one class are a 429 that says when to come back', async () => {
  const route = defineRoute({
    auth: 'public',
    summary: 'of the test',
    rateClass: 'engine-test',
    response: 'empty',
    handler: () => Promise.resolve(undefined),
  });
  for (let sent = 0; sent < 6; sent += 1) expect((await ask(route)).status).toBe(204);
  expect(await problemOf(await ask(route))).toEqual({ status: 429, code: 'too-many-requests', retryAfter: '5' });
});

it('without its database every route that needs it is a 503 that says so', async () => {
  const pool = globalThis.yikaPool;
  const { headers } = await signedIn();
  globalThis.yikaPool = openPool('postgresql://nobody@127.0.0.1:1/nothing');
  try {
    const away = { status: 503, code: 'database-unavailable', retryAfter: '3' };
    expect(
      await problemOf(
        await ask(
          defineRoute({ auth: 'public', summary: 'of the test', response: healthSchema, handler: checkHealth }),
        ),
      ),
    ).toEqual(away);
    const person = defineRoute({
      auth: 'person',
      summary: 'of the test',
      response: 'empty',
      handler: () => Promise.resolve(undefined),
    });
    expect(await problemOf(await ask(person, { headers }))).toEqual(away);
  } finally {
    await globalThis.yikaPool.end();
    globalThis.yikaPool = pool;
  }
});
