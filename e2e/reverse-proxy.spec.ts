/**
 * An intranet as it is: plain HTTP, a proxy on another port, a second installation on the same host, a private
 * certificate authority.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request as forward, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { createPrivateCa } from '@/lib/config/testing/private-ca';
import { startTlsFront, type TlsFront } from '@/lib/config/testing/tls-front';
import { answersOf, ask, waitForEnd } from './support/chat';
import { expect, test } from './support/fixtures';
import { createTestPerson, type TestPerson } from './support/people';
import { startByHand, type HandStarted } from './support/start-by-hand';

/** How a proxy passes `Host` on; the names are nginx's variables. */
const HOSTS = {
  $http_host: (host: string) => host,
  $host: (host: string) => host.replace(/:\d+$/, ''),
  $proxy_host: (_host: string, upstream: URL) => upstream.host,
} as const;
let passesHost: keyof typeof HOSTS = '$http_host';

/** A reverse proxy that adds no header of its own. */
async function startProxy(upstream: () => URL): Promise<Server> {
  const server = createServer((request, response) => {
    const target = upstream();
    const headers: IncomingHttpHeaders = {
      ...request.headers,
      host: HOSTS[passesHost](request.headers.host ?? '', target),
    };
    const passed = forward(
      { host: target.hostname, port: target.port, method: request.method, path: request.url, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const ADMIN = { email: 'admin@yika.test', password: 'A password of the proxy test' };
let folder: string;
let proxy: Server;
let front: TlsFront;
let hand: HandStarted;
let publicUrl: string;

test.beforeAll(async ({ product }) => {
  test.setTimeout(180_000);
  folder = await mkdtemp(path.join(os.tmpdir(), 'yika-proxy-'));
  const ca = await createPrivateCa();
  await writeFile(path.join(folder, 'ca.pem'), ca.certificate);
  front = await startTlsFront(await ca.issue('localhost'), Number(new URL(product.engineUrl).port));
  let upstream = new URL(product.address);
  proxy = await startProxy(() => upstream);
  publicUrl = `http://yika.test:${(proxy.address() as AddressInfo).port}`;
  hand = startByHand(path.join(folder, 'data'), {
    PUBLIC_URL: publicUrl,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    ENGINE_URL: `https://localhost:${front.port}`,
    EXTRA_CA_CERTS: path.relative('.', path.join(folder, 'ca.pem')),
  });
  await hand.waitFor(/Ctrl-C stops everything/);
  upstream = new URL(/http:\/\/127\.0\.0\.1:\d+/.exec(hand.output())?.[0] ?? '');
});
test.afterAll(async () => {
  hand.process.kill('SIGTERM');
  await hand.exited;
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
  await front.close();
  await rm(folder, { recursive: true, force: true });
});

async function signIn(
  page: Page,
  address: string,
  { email, password }: Pick<TestPerson, 'email' | 'password'>,
): Promise<void> {
  await page.goto(`${address}/settings`);
  await page.getByLabel('邮箱或用户名').fill(email);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${address}/settings`);
  await expect(page.getByText('本机', { exact: true })).toBeVisible();
}

for (const host of ['$http_host', '$host', '$proxy_host'] as const) {
  test(`signing in works behind a plain proxy on another port that passes ${host}`, async ({ page }) => {
    passesHost = host;
    await page.goto(`${publicUrl}/settings`);
    expect(new URL(page.url()).origin).toBe(publicUrl);
    expect(await page.evaluate(() => window.isSecureContext)).toBe(false);
    await expect(page.getByText(new URL(publicUrl).host)).toBeVisible();
    await signIn(page, publicUrl, ADMIN);
  });
}

test('a page of another port is refused; the log says what did not fit, the response does not', async () => {
  passesHost = '$host';
  const headers = { origin: 'http://yika.test:1', 'content-type': 'application/json' };
  const answer = await fetch(publicUrl.replace('yika.test', '127.0.0.1') + '/api/setup', {
    method: 'POST',
    headers,
    body: '{}',
  });
  expect(answer.status).toBe(403);
  expect(await answer.text()).not.toContain(publicUrl);
  await hand.waitFor(/cross-site request refused.*\n/);
  const line =
    hand
      .output()
      .split('\n')
      .findLast((one) => one.includes('cross-site request refused')) ?? '';
  expect(JSON.parse(line)).toMatchObject({
    origin: 'http://yika.test:1',
    compared: expect.arrayContaining([
      { source: 'PUBLIC_URL', address: publicUrl, isTrusted: true, fits: false },
      { source: 'Host', address: '127.0.0.1', isTrusted: true, fits: false },
    ]),
  });
});

test('two installations on one host do not sign each other out', async ({ page, product, database }) => {
  passesHost = '$host';
  const other = product.address.replace(/127\.0\.0\.1|localhost/, 'yika.test');
  await signIn(page, publicUrl, ADMIN);
  await signIn(page, other, await createTestPerson(database, 'employee'));
  const me = async (address: string): Promise<number> => (await page.goto(`${address}/api/me`))?.status() ?? 0;
  expect([await me(publicUrl), await me(other)]).toEqual([200, 200]);
  const sessions = (await page.context().cookies()).filter(({ name }) => name.endsWith('.session'));
  expect(new Set(sessions.map(({ name }) => name)).size).toBe(2);
  await page.evaluate(async () => {
    const csrf = await fetch('/api/auth/csrf');
    await fetch('/api/auth/signout', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: await csrf.text(),
    });
  });
  expect([await me(publicUrl), await me(other)]).toEqual([200, 401]);
});

test('the engine is asked over TLS with a certificate of the company’s own authority', async ({ page }) => {
  await signIn(page, publicUrl, ADMIN);
  await page.goto(`${publicUrl}/`);
  await ask(page, '你在吗');
  await waitForEnd(answersOf(page));
  await expect(answersOf(page)).toContainText('演示引擎');
});
