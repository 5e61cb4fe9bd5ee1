import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';
import { endWithSession } from '@/lib/auth/end-with-session';
import { findPrincipal } from '@/lib/auth/find-principal';
import { AUTH_CHANNEL } from '@/lib/auth/internal/sql/sessions-sql';
import { getInstallationId } from '@/lib/auth/internal/installation-id';
import { revokeSession } from '@/lib/auth/revoke-session';
import { openTestSession } from '@/lib/auth/testing/open-test-session';
import { sessionCookieHeader } from '@/lib/auth/testing/session-cookie-header';
import { signOutEverywhere } from '@/lib/auth/sign-out-everywhere';
import { signOutPerson } from '@/lib/auth/sign-out-person';
import { updatePerson } from '@/lib/auth/update-person';
import { stopListening, whenListening } from '@/lib/db/listen';
import { createPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';

useTestDatabase();
// Read once a process, with its first cookie.
beforeAll(() => getInstallationId());

afterEach(async () => {
  vi.useRealTimers();
  await stopListening();
  globalThis.yikaPrincipals = undefined;
  globalThis.yikaOpenResponses = undefined;
});

const sql = (text: string, values: unknown[]) => sqlRunner().query(text, values);

async function signIn(role: Principal['role'] = 'employee', personId?: string): Promise<Principal> {
  const id = personId ?? (await createPerson({ role })).id;
  const secret = await openTestSession(id);
  const principal = await findPrincipal(new Headers({ cookie: await sessionCookieHeader(sqlRunner(), secret) }));
  if (principal === null) throw notFound('session');
  return principal;
}

interface Reading {
  /** Writes a chunk and reads it through the session's response. */
  pass(text: string): Promise<string>;
  readonly ended: Promise<string>;
  readonly cancelled: () => boolean;
}

/** A body that its source would keep open for ever, read under a session. */
function read(principal: Principal): Reading {
  let isCancelled = false;
  let source: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      source = controller;
    },
    cancel() {
      isCancelled = true;
    },
  });
  const reader = endWithSession(principal, body).getReader();
  return {
    async pass(text) {
      source?.enqueue(new TextEncoder().encode(text));
      const { value } = await reader.read();
      return new TextDecoder().decode(value);
    },
    ended: reader.closed.then(
      () => 'closed',
      (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
    ),
    cancelled: () => isCancelled,
  };
}

const OVER = 'the session of this response is over';

test.each<[string, (principal: Principal, admin: Principal) => Promise<unknown>]>([
  ['signs out everywhere', (principal) => signOutEverywhere(principal, { includeCurrent: true })],
  ['ends this one session', (principal) => revokeSession(principal, principal.sessionId)],
  ['is signed out by an administrator', (principal, admin) => signOutPerson(admin, principal.personId)],
  ['is disabled', (principal, admin) => updatePerson(admin, principal.personId, { disabled: true })],
  ['gets another role', (principal, admin) => updatePerson(admin, principal.personId, { role: 'agent' })],
])('a response ends when its person %s, and nobody else’s does', async (_name, change) => {
  const admin = await signIn('admin');
  const principal = await signIn();
  const other = read(await signIn());
  const reading = read(principal);
  await whenListening();
  expect(await reading.pass('before')).toBe('before');
  await change(principal, admin);
  expect(await reading.ended).toBe(OVER);
  expect(reading.cancelled()).toBe(true);
  expect(await other.pass('after')).toBe('after');
});

test('another browser of the same person reads on when one signs out', async () => {
  const principal = await signIn();
  const kept = read(await signIn('employee', principal.personId));
  const ended = read(principal);
  await whenListening();
  await revokeSession(principal, principal.sessionId);
  expect(await ended.ended).toBe(OVER);
  expect(await kept.pass('more')).toBe('more');
});

test('a session that another process ended is over here too', async () => {
  const principal = await signIn();
  const reading = read(principal);
  await whenListening();
  await sql('DELETE FROM session WHERE id = $1', [principal.sessionId]);
  await sql('SELECT pg_notify($1, $2)', [AUTH_CHANNEL, principal.personId]);
  expect(await reading.ended).toBe(OVER);
});

test('what no notification reports is found by the next check: a session that ran out', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  const principal = await signIn();
  const reading = read(principal);
  await sql(`UPDATE session SET expires_at = now() - interval '1 second' WHERE id = $1`, [principal.sessionId]);
  vi.advanceTimersToNextTimer();
  expect(await reading.ended).toBe(OVER);
});

test('a session that ended between the look-up of its principal and the response is over at once', async () => {
  const principal = await signIn();
  await whenListening();
  await signOutEverywhere(principal, { includeCurrent: true });
  await vi.waitUntil(() => globalThis.yikaPrincipals?.cache.has(principal) === false);
  expect(await read(principal).ended).toBe(OVER);
});

test('a response that ends by itself, fails or is left by its reader is no longer followed', async () => {
  const principal = await signIn();
  const whole = endWithSession(principal, new Response('all of it').body ?? new ReadableStream());
  expect(await new Response(whole).text()).toBe('all of it');
  const failing = endWithSession(
    principal,
    new ReadableStream({ pull: () => Promise.reject(new Error('of the source')) }),
  );
  await expect(failing.getReader().read()).rejects.toThrow('of the source');
  await endWithSession(principal, new ReadableStream()).cancel();
  expect(globalThis.yikaOpenResponses?.size).toBe(0);
});
