// Before everything that loads Next.js.
import { inRequestScope } from '@/lib/auth/testing/in-request-scope';
import { beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createPerson } from '@/lib/db/testing/seed';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { hashPassword } from '@/lib/auth/internal/password';
import { readDeviceId } from '@/lib/auth/device-cookie';
import { findPrincipal } from '@/lib/auth/find-principal';
import { cookieNames } from '@/lib/auth/session-cookie';
import { handleAuthRequest } from '@/lib/auth/handle-auth-request';

vi.stubEnv('TRUST_PROXY', 'true');
const database = useTestDatabase();

const PASSWORD = 'quite a long password';
const INSTALLATION_ID = '2f1f9f6e-0000-4000-8000-000000000001';
let email: string;
beforeAll(async () => {
  await runAsOwner(
    database.connectionString,
    `INSERT INTO setting (key, value, updated_at) VALUES ('installation-id', '"${INSTALLATION_ID}"', now())`,
  );
  email = (await createPerson({ passwordHash: await hashPassword(PASSWORD), name: '李华' })).email;
});

const { session: PLAIN_SESSION, device: PLAIN_DEVICE } = cookieNames(INSTALLATION_ID, undefined, false);
const { session: SECURE_SESSION, csrf: SECURE_CSRF } = cookieNames(INSTALLATION_ID, undefined, true);

/** A browser as far as cookies go. */
class Browser {
  readonly cookies = new Map<string, string>();
  readonly attributes = new Map<string, string>();
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  get headers(): Headers {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const { host, protocol } = new URL(this.#origin);
    return new Headers({
      host,
      cookie,
      'x-forwarded-proto': protocol.slice(0, -1),
      'content-type': 'application/json',
    });
  }

  async ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const request = new Request(`${this.#origin}/api/auth/${path}`, {
      method,
      headers: this.headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const segments = path.split('?')[0]?.split('/') ?? [];
    const response = await inRequestScope(request, () => handleAuthRequest(request, segments));
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ');
      const [name = '', value = ''] = pair.split('=');
      this.attributes.set(name, attributes.join('; '));
      if (attributes.includes('Max-Age=0')) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const text = await response.text();
    return { status: response.status, body: JSON.parse(text) as unknown };
  }

  async csrfToken(): Promise<string> {
    return z.object({ csrfToken: z.string() }).parse((await this.ask('GET', 'csrf')).body).csrfToken;
  }

  async signIn(password: string, callbackUrl = '/'): Promise<{ status: number; body: unknown }> {
    return this.ask('POST', 'callback/credentials', {
      csrfToken: await this.csrfToken(),
      login: email,
      password,
      callbackUrl,
    });
  }
}

test('signs in, knows the person, signs out, and the row is gone', async () => {
  const browser = new Browser('http://10.0.0.5:3000');
  expect(await browser.signIn(PASSWORD, '/c/1')).toEqual({ status: 200, body: { url: '/c/1' } });
  expect(await findPrincipal(browser.headers)).toMatchObject({ name: '李华', role: 'employee' });
  expect((await browser.ask('GET', 'session')).body).toMatchObject({ user: { name: '李华', email } });
  const secret = browser.cookies.get(PLAIN_SESSION);
  expect(await browser.ask('POST', 'signout', { csrfToken: await browser.csrfToken() })).toEqual({
    status: 200,
    body: { url: '/' },
  });
  expect(browser.cookies.has(PLAIN_SESSION)).toBe(false);
  browser.cookies.set(PLAIN_SESSION, String(secret));
  expect((await browser.ask('GET', 'session')).body).toEqual({});
  expect((await sqlRunner().query('SELECT 1 FROM session')).rowCount).toBe(0);
});

test('a session under the cookie name of an earlier version is shown and signed out', async () => {
  const browser = new Browser('http://10.0.0.5:3000');
  await browser.signIn(PASSWORD);
  const secret = String(browser.cookies.get(PLAIN_SESSION));
  browser.cookies.delete(PLAIN_SESSION);
  browser.cookies.set('yika.session', secret);
  expect((await browser.ask('GET', 'session')).body).toMatchObject({ user: { name: '李华', email, role: 'employee' } });
  await browser.ask('POST', 'signout', { csrfToken: await browser.csrfToken() });
  expect(browser.cookies.has('yika.session')).toBe(false);
  browser.cookies.set('yika.session', secret);
  expect(await findPrincipal(browser.headers)).toBeNull();
});

test('what the session of next-auth says is what findPrincipal says, also right after the end', async () => {
  const browser = new Browser('http://10.0.0.5:3000');
  await browser.signIn(PASSWORD);
  const principal = await findPrincipal(browser.headers);
  expect((await browser.ask('GET', 'session')).body).toMatchObject({
    user: { id: principal?.personId, role: principal?.role },
  });
  const former = browser.headers;
  await browser.signIn(PASSWORD);
  expect(await findPrincipal(former)).toBeNull();
});

test('a sign-in leaves a device cookie that stays after signing out, and a failed one leaves none', async () => {
  const browser = new Browser('http://10.0.0.5:3000');
  await expect(browser.signIn('wrong password')).rejects.toMatchObject({ code: 'sign-in-failed' });
  expect(browser.cookies.has(PLAIN_DEVICE)).toBe(false);
  await browser.signIn(PASSWORD);
  expect(browser.attributes.get(PLAIN_DEVICE)).toBe('Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax');
  const device = await readDeviceId(browser.headers);
  expect(device).not.toBeNull();
  await browser.ask('POST', 'signout', { csrfToken: await browser.csrfToken() });
  await browser.signIn(PASSWORD);
  expect(await readDeviceId(browser.headers)).toBe(device);
});

test('cookies are plain on plain HTTP and host-bound and secure on HTTPS, and neither is taken for the other', async () => {
  const plain = new Browser('http://yika.intranet');
  const secure = new Browser('https://yika.example.com');
  await plain.signIn(PASSWORD);
  await secure.signIn(PASSWORD);
  expect(plain.attributes.get(PLAIN_SESSION)).toMatch(
    /^Max-Age=34560000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
  );
  expect(secure.attributes.get(SECURE_SESSION)).toMatch(
    /^Max-Age=34560000; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
  );
  expect(secure.attributes.get(SECURE_CSRF)).toContain('Secure');
  expect(await findPrincipal(secure.headers)).not.toBeNull();
  secure.cookies.set(PLAIN_SESSION, String(plain.cookies.get(PLAIN_SESSION)));
  secure.cookies.delete(SECURE_SESSION);
  expect(await findPrincipal(secure.headers)).toBeNull();
});

test('the same server answers under any name', async () => {
  for (const origin of ['http://localhost:3000', 'http://192.168.1.9:8080', 'https://ai.corp']) {
    expect(await new Browser(origin).signIn(PASSWORD, '/settings?tab=2')).toEqual({
      status: 200,
      body: { url: '/settings?tab=2' },
    });
  }
});

test('signing in never leads to another site', async () => {
  for (const target of [
    'https://evil.test/',
    '//evil.test',
    '/\\evil.test',
    'javascript:alert(1)',
    'http://localhost:3000.evil.test/',
  ]) {
    expect((await new Browser('http://localhost:3000').signIn(PASSWORD, target)).body).toEqual({ url: '/' });
  }
});

test('a form without the token of its cookie is refused, to sign in and to sign out', async () => {
  const browser = new Browser('http://localhost:3000');
  await expect(
    browser.ask('POST', 'callback/credentials', { csrfToken: 'made up', login: email, password: PASSWORD }),
  ).rejects.toMatchObject({ code: 'csrf-token-invalid' });
  await browser.signIn(PASSWORD);
  await expect(browser.ask('POST', 'signout', {})).rejects.toMatchObject({ code: 'csrf-token-invalid' });
  expect(await findPrincipal(browser.headers)).not.toBeNull();
});

test('a refused sign-in is reported as one and sets no session', async () => {
  const browser = new Browser('http://localhost:3000');
  await expect(browser.signIn('wrong password')).rejects.toMatchObject({
    code: 'sign-in-failed',
    kind: 'unauthenticated',
  });
  expect([...browser.cookies.keys()]).not.toContain(PLAIN_SESSION);
});

test('signing in again in the same browser ends the session before', async () => {
  const browser = new Browser('http://localhost:3000');
  await browser.signIn(PASSWORD);
  const former = browser.headers;
  await browser.signIn(PASSWORD);
  globalThis.yikaPrincipals = undefined;
  expect(await findPrincipal(former)).toBeNull();
  expect(await findPrincipal(browser.headers)).not.toBeNull();
});

test('a database that does not answer signs nobody out', async () => {
  const browser = new Browser('http://localhost:3000');
  await browser.signIn(PASSWORD);
  await runAsOwner(database.connectionString, 'ALTER TABLE session RENAME TO session_away');
  try {
    await expect(browser.ask('GET', 'session')).rejects.toThrow('session');
    await expect(browser.signIn(PASSWORD)).rejects.toThrow('session');
  } finally {
    await runAsOwner(database.connectionString, 'ALTER TABLE session_away RENAME TO session');
  }
  expect((await browser.ask('GET', 'session')).body).toMatchObject({ user: { name: '李华' } });
});

test('what Yika does not use of next-auth is not there', async () => {
  for (const [method, path] of [
    ['POST', '_log'],
    ['GET', 'signin'],
    ['POST', 'signin/credentials'],
    ['GET', 'error'],
    ['POST', 'session'],
    ['GET', 'callback/credentials'],
    ['POST', 'callback/unknown'],
    ['POST', 'callback'],
    ['GET', 'providers'],
  ] as const) {
    await expect(
      new Browser('http://localhost:3000').ask(method, path, method === 'POST' ? {} : undefined),
    ).rejects.toMatchObject({ code: 'not-found' });
  }
});
