import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { stopListening, subscribe, whenListening } from '@/lib/db/listen';
import { getPool } from '@/lib/db/pool';
import { createPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { AUTH_CHANNEL, insertSession } from '@/lib/auth/internal/sql/sessions-sql';
import { getInstallationId } from '@/lib/auth/internal/installation-id';
import { PRINCIPAL_TTL_MS } from '@/lib/auth/internal/principal-cache';
import { createSecret } from '@/lib/auth/internal/secret';
import { findPrincipal } from '@/lib/auth/find-principal';
import type { Principal } from '@/lib/auth/contracts';
import { sessionCookieHeader } from '@/lib/auth/testing/session-cookie-header';
import { signOutEverywhere } from '@/lib/auth/sign-out-everywhere';
import { updatePerson } from '@/lib/auth/update-person';

useTestDatabase();
// Read once a process, with its first cookie.
beforeAll(() => getInstallationId());

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await stopListening();
  globalThis.yikaPrincipals = undefined;
});

interface SignedIn {
  readonly principal: Principal;
  readonly headers: Headers;
}

async function signedIn(role: Principal['role'] = 'employee'): Promise<SignedIn> {
  const person = await createPerson({ role });
  const session = await insertSession(sqlRunner(), {
    personId: person.id,
    passwordHash: '!',
    userAgent: 'test',
    address: '',
    days: 30,
  });
  if (session === null) throw new Error('no session');
  return {
    principal: { personId: person.id, sessionId: session.id, name: person.name, role, mustChangePassword: false },
    headers: await cookies(session.secret),
  };
}

/** What a browser sends that has a session among its cookies. */
async function cookies(secret: string): Promise<Headers> {
  return new Headers({ cookie: `other=1; ${await sessionCookieHeader(sqlRunner(), secret)}; theme=dark` });
}

/** Resolves when the next notification has been handled by everybody in this process. */
const nextNotification = () =>
  new Promise<void>((resolve) => {
    const stop = subscribe(AUTH_CHANNEL, () => {
      stop();
      resolve();
    });
  });

test('identifies the caller, and asks the database once for any number of requests', async () => {
  const { principal, headers } = await signedIn('agent');
  const query = vi.spyOn(getPool(), 'query');
  const together = await Promise.all([findPrincipal(headers), findPrincipal(headers), findPrincipal(headers)]);
  expect(together).toEqual([principal, principal, principal]);
  expect(await findPrincipal(headers)).toEqual(principal);
  expect(query).toHaveBeenCalledTimes(1);
});

test('people who ask in the same moment share two statements', async () => {
  const people = [await signedIn(), await signedIn('admin'), await signedIn(), await signedIn('agent')];
  const unknown = await cookies(createSecret());
  const query = vi.spyOn(getPool(), 'query');
  const stranger = findPrincipal(unknown);
  expect(await Promise.all(people.map(({ headers }) => findPrincipal(headers)))).toEqual(
    people.map(({ principal }) => principal),
  );
  expect(await stranger).toBeNull();
  expect(query).toHaveBeenCalledTimes(2);
});

test('nobody: without a cookie or with garbage no query is spent', async () => {
  const garbage = await Promise.all(
    ['', 'short', 'x'.repeat(5000)].map((secret) => sessionCookieHeader(sqlRunner(), secret)),
  );
  const prefixed = `x${await sessionCookieHeader(sqlRunner(), createSecret())}`;
  const query = vi.spyOn(getPool(), 'query');
  for (const cookie of ['', ...garbage, prefixed]) {
    expect(await findPrincipal(new Headers({ cookie }))).toBeNull();
  }
  expect(await findPrincipal(new Headers())).toBeNull();
  expect(query).not.toHaveBeenCalled();
  expect(await findPrincipal(await cookies(createSecret()))).toBeNull();
});

test('an answer is believed for ten seconds and no longer', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { principal, headers } = await signedIn();
  expect(await findPrincipal(headers)).toEqual(principal);
  await sqlRunner().query('DELETE FROM session WHERE id = $1', [principal.sessionId]);
  vi.setSystemTime(Date.now() + PRINCIPAL_TTL_MS - 1);
  expect(await findPrincipal(headers)).toEqual(principal);
  vi.setSystemTime(Date.now() + 1);
  expect(await findPrincipal(headers)).toBeNull();
});

test('disabling a person, signing out everywhere and a new role count at once', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const admin = await signedIn('admin');
  const disabled = await signedIn();
  const promoted = await signedIn();
  for (const { headers } of [admin, disabled, promoted]) await findPrincipal(headers);
  await whenListening();

  let notified = nextNotification();
  await updatePerson(admin.principal, disabled.principal.personId, { disabled: true });
  await notified;
  expect(await findPrincipal(disabled.headers)).toBeNull();

  notified = nextNotification();
  await updatePerson(admin.principal, promoted.principal.personId, { role: 'agent' });
  await notified;
  expect(await findPrincipal(promoted.headers)).toMatchObject({ role: 'agent' });

  notified = nextNotification();
  await signOutEverywhere(promoted.principal, { includeCurrent: true });
  await notified;
  expect(await findPrincipal(promoted.headers)).toBeNull();
  expect(await findPrincipal(admin.headers)).toEqual(admin.principal);
});

test('a look-up that began before a change is neither kept nor shared with requests after it', async () => {
  const { principal, headers } = await signedIn();
  await findPrincipal(headers);
  await whenListening();
  globalThis.yikaPrincipals?.cache.forgetAll();
  const before = findPrincipal(headers);
  globalThis.yikaPrincipals?.cache.forgetPerson(principal.personId);
  const query = vi.spyOn(getPool(), 'query');
  expect(await findPrincipal(headers)).toEqual(principal);
  expect(query).toHaveBeenCalledTimes(1);
  await before;
});

test('use is noted at most once a minute and moves the end on', async () => {
  const { principal, headers } = await signedIn();
  const read = async () => {
    const { rows } = await sqlRunner().query<{ fresh: boolean; days: number }>(
      `SELECT last_seen_at > now() - interval '1 minute' AS fresh, extract(epoch FROM expires_at - now()) / 86400 AS days FROM session WHERE id = $1`,
      [principal.sessionId],
    );
    return { fresh: rows[0]?.fresh, days: Math.round(Number(rows[0]?.days)) };
  };
  await sqlRunner().query(
    `UPDATE session SET last_seen_at = now() - interval '50 seconds', expires_at = now() + interval '3 days'`,
  );
  await findPrincipal(headers);
  expect(await read()).toEqual({ fresh: true, days: 3 });
  await sqlRunner().query(`UPDATE session SET last_seen_at = now() - interval '61 seconds'`);
  globalThis.yikaPrincipals?.cache.forgetAll();
  await findPrincipal(headers);
  await expect.poll(read).toEqual({ fresh: true, days: 30 });
});

test('an expired session is nobody’s', async () => {
  const { headers } = await signedIn();
  await sqlRunner().query(`UPDATE session SET expires_at = now() - interval '1 second'`);
  expect(await findPrincipal(headers)).toBeNull();
});

test('finds a session by the name its cookie had before names carried the installation', async () => {
  const { principal, headers } = await signedIn();
  const secret = headers.get('cookie')?.match(/session=([^;]+)/)?.[1] ?? '';
  expect(await findPrincipal(new Headers({ cookie: `yika.session=${secret}` }))).toEqual(principal);
  expect(await findPrincipal(new Headers({ cookie: `__Host-yika.session=${secret}` }))).toBeNull();
});
