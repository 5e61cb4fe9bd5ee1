import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createDeviceCookie, createDeviceId, toSetCookie } from '@/lib/auth/device-cookie';
import { requestCookieNames } from '@/lib/auth/session-cookie';
import { openTestSession } from '@/lib/auth/testing/open-test-session';
import { sessionCookieHeader } from '@/lib/auth/testing/session-cookie-header';
import { createPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { defineRoute } from '@/lib/http/define-route';
import type { RateClass } from '@/lib/http/internal/rate-limit';

useTestDatabase();
vi.stubEnv('TRUST_PROXY', 'true');

const NOON = Date.parse('2026-11-30T12:00:00Z');
beforeEach(() => {
  globalThis.yikaRateBudgets = undefined;
  // The clock of the limits stands still unless a test moves it.
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
});
afterEach(() => {
  vi.useRealTimers();
});

const make = (auth: 'public' | 'person' | 'admin', rateClass?: RateClass) =>
  defineRoute({
    auth,
    summary: 'of the test',
    response: z.string(),
    ...(rateClass === undefined ? {} : { rateClass }),
    handler: () => Promise.resolve('ok'),
  });
const routes = {
  health: make('public', 'health'),
  setup: make('public', 'setup'),
  signIn: make('public', 'sign-in'),
  list: make('person'),
  auditExport: make('admin', 'audit-export'),
  auditVerify: make('admin', 'audit-verify'),
};

interface Sender {
  readonly address?: string;
  readonly cookie?: string;
}

async function ask(route: keyof typeof routes, { address = '192.0.2.1', cookie = '' }: Sender = {}): Promise<number> {
  const request = new Request('http://yika.test/api', { headers: { 'x-forwarded-for': address, cookie } });
  return (await routes[route](request, { params: Promise.resolve({}) })).status;
}

async function count(status: number, times: number, work: () => Promise<number>): Promise<number> {
  let found = 0;
  for (let time = 0; time < times; time += 1) if ((await work()) === status) found += 1;
  return found;
}

const sessionOf = async (role: 'employee' | 'admin'): Promise<string> =>
  sessionCookieHeader(sqlRunner(), await openTestSession((await createPerson({ role })).id));

test('a lax route does not refill a strict one: as many set-ups pass as their own budget has', async () => {
  const passed = await count(200, 150, async () => {
    await ask('health');
    return ask('setup');
  });
  expect(passed).toBe(10);
});

test('other requests of an admin do not buy exports, and exports do not starve other requests', async () => {
  const cookie = await sessionOf('admin');
  const passed = await count(200, 60, async () => {
    await ask('list', { cookie });
    return ask('auditExport', { cookie });
  });
  expect(passed).toBe(5);
  expect(await ask('auditVerify', { cookie })).toBe(200);
  expect(await ask('list', { cookie })).toBe(200);
});

test('time refills a budget at its own rate, and no further than its capacity', async () => {
  expect(await count(200, 20, () => ask('setup'))).toBe(10);
  vi.setSystemTime(NOON + 3_000);
  expect(await count(200, 20, () => ask('setup'))).toBe(3);
  vi.setSystemTime(NOON + 3_600_000);
  expect(await count(200, 20, () => ask('setup'))).toBe(10);
});

test('a refusal says when the next request passes', async () => {
  await count(200, 10, () => ask('setup'));
  const refused = await routes.setup(
    new Request('http://yika.test/api', { headers: { 'x-forwarded-for': '192.0.2.1' } }),
    { params: Promise.resolve({}) },
  );
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
});

test('requests without a session are charged before the session is looked for', async () => {
  const unknownSession = await sessionCookieHeader(sqlRunner(), createDeviceId());
  expect(await count(401, 2_100, () => ask('list', { cookie: unknownSession }))).toBe(2_000);
  expect(await ask('list')).toBe(429);
  expect(await ask('list', { address: '192.0.2.2' })).toBe(401);
});

test('one IPv6 network is one sender, and an IPv4 address is one in either form', async () => {
  let host = 0;
  expect(await count(200, 30, () => ask('setup', { address: `2001:db8:1:2::${((host += 1)).toString(16)}` }))).toBe(10);
  expect(await ask('setup', { address: '2001:db8:1:3::1' })).toBe(200);
  expect(
    await count(200, 30, () => ask('setup', { address: (host += 1) % 2 === 0 ? '192.0.2.9' : '::ffff:192.0.2.9' })),
  ).toBe(10);
});

test('one machine of an office uses up nothing of a colleague’s browser', async () => {
  const known = { cookie: toSetCookie(await createDeviceCookie(new Headers(), createDeviceId())).split(';')[0] ?? '' };
  const session = `${await sessionOf('employee')}; ${known.cookie}`;
  await count(200, 300, () => ask('signIn'));
  await count(401, 2_100, () => ask('list'));
  expect(await ask('signIn')).toBe(429);
  expect(await ask('signIn', known)).toBe(200);
  expect(await ask('list', { cookie: session })).toBe(200);
});

test('a device cookie that we did not sign is none', async () => {
  const { device } = await requestCookieNames(new Headers());
  expect(
    await count(200, 300, () => ask('signIn', { cookie: `${device}=${createDeviceId()}.${createDeviceId()}` })),
  ).toBe(100);
});

test('an office full of signed-in people is not one sender', async () => {
  const cookies = await Promise.all(Array.from({ length: 30 }, () => sessionOf('employee')));
  let passed = 0;
  for (const cookie of cookies) passed += await count(200, 30, () => ask('list', { cookie }));
  expect(passed).toBe(900);
});
