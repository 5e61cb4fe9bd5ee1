import { mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { Principal } from '@/lib/auth/contracts';
import { setEnvironment } from '@/lib/config/environment';
import { createPerson } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { httpDefinitionSchema, type JsonObject, type StoredTool } from '@/lib/tools/contracts';
import { createSecret } from '@/lib/secrets/create-secret';
import { invokeHttpTool } from '@/lib/tools/internal/http/invoke-http-tool';
import { startTestServer, type TestServer } from '@/lib/egress/testing/start-test-server';
import type { ToolOutcome } from '@/lib/tools/tool-outcome';

useTestDatabase();

const VALUE = 'sk-Very+Secret/0123456789';
let folder: string;
let admin: Principal;
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'yika-http-tool-'));
  setEnvironment({ DATA_DIR: folder });
  const { id, name } = await createPerson({ role: 'admin' });
  admin = { personId: id, name, role: 'admin', sessionId: crypto.randomUUID(), mustChangePassword: false };
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => sqlRunner().query('DELETE FROM tool_secret'));
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

type Given = Partial<z.input<typeof httpDefinitionSchema>>;
interface Call {
  readonly outcome: ToolOutcome;
  /** Whether something of it may have reached the server. */
  readonly isSent: boolean;
  readonly server: TestServer;
}

/** One call of a tool on a server of its own; `PORT` stands for the server's. */
async function call(
  answer: RequestListener,
  given: Given,
  input: JsonObject,
  tool: Partial<StoredTool> = {},
  signal = new AbortController().signal,
): Promise<Call> {
  const server = await startTestServer(answer);
  stops.push(server.stop);
  const base = `127.0.0.1:${server.port}`;
  // A secret of this server was made before its port was known.
  await sqlRunner().query(`UPDATE tool_secret SET hosts = array_replace(hosts, 'server.test', $1)`, [base]);
  const definition = httpDefinitionSchema.parse({
    kind: 'http',
    method: 'GET',
    ...given,
    url: (given.url ?? 'http://HOST/').replace('HOST', base),
  });
  const stored: StoredTool = {
    id: crypto.randomUUID(),
    name: 'orders',
    title: 'Orders',
    description: '',
    kind: 'http',
    sourceId: null,
    inputSchema: {},
    definition,
    server: null,
    effect: 'read',
    enabled: true,
    hosts: [base],
    intranetHosts: [base],
    timeoutMs: 10_000,
    maxResultBytes: 10_000,
    modelResultChars: 1_000,
    approval: { mode: 'none', roles: [], groupIds: [], fourEyes: false, expiresMinutes: 30 },
    fingerprint: '',
    quarantinedAt: null,
    isSample: false,
    ...tool,
  };
  let isSent = false;
  const onSent = (): void => {
    isSent = true;
  };
  const outcome = await invokeHttpTool(stored, input, {
    callId: crypto.randomUUID(),
    personId: admin.personId,
    locale: 'zh',
    now: new Date(),
    signal,
    onSent,
  });
  return { outcome, isSent, server };
}

const sayJson =
  (text: string): RequestListener =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);

describe('a call', () => {
  it('sends what the templates say, and gives what the pointer names', async () => {
    const { outcome, server } = await call(
      sayJson('{"data":{"id":1234567890123456789}}'),
      {
        method: 'POST',
        url: 'http://HOST/orders/{{id}}?v=1',
        query: [
          { name: 'city', value: '{{city}}' },
          { name: 'page', value: '{{page}}' },
        ],
        headers: [{ name: 'X-Id', value: '{{id}}' }],
        body: '{"note":{{note}}}',
        resultPointer: '/data',
      },
      { id: 'A/1', city: '杭州', note: ['x', null] },
    );
    expect(outcome).toEqual({ ok: true, type: 'json', text: '{"id":1234567890123456789}' });
    expect(server.seen).toEqual(['POST /orders/A%2F1?v=1&city=%E6%9D%AD%E5%B7%9E']);
    expect(server.requests[0]).toMatchObject({
      body: '{"note":["x",null]}',
      headers: { 'x-id': 'A/1', 'content-type': 'application/json' },
    });
  });

  it.each<[string, Given, JsonObject, string]>([
    ['a climbing path', { url: 'http://HOST/orders/{{id}}' }, { id: '../admin' }, 'tool-argument-path'],
    [
      'a hidden climbing path',
      { url: 'http://HOST/orders/{{id}}' },
      { id: '%252e%252e%252fadmin' },
      'tool-argument-path',
    ],
    [
      'a header in a header',
      { headers: [{ name: 'X', value: '{{v}}' }] },
      { v: 'a\r\nX-Admin: 1' },
      'tool-argument-header',
    ],
    ['a missing secret', { headers: [{ name: 'X', value: '{{secret:NONE}}' }] }, {}, 'secret-missing'],
    ['another host than declared', { url: 'http://169.254.169.254/latest' }, {}, 'egress-host-not-allowed'],
  ])('with %s is refused before anything is sent', async (_name, given, input, code) => {
    const { outcome, isSent, server } = await call(sayJson('{}'), given, input);
    expect(outcome).toMatchObject({ ok: false, error: { code } });
    expect(isSent).toBe(false);
    expect(server.seen).toEqual([]);
  });

  it.each([
    'http://evil.test/',
    '//evil.test',
    '@evil.test',
    '\\\\evil.test',
    '.evil.test',
    ':1@evil.test',
    '#@evil.test',
  ])('with the argument %s asks the same host', async (value) => {
    const { outcome, server } = await call(
      sayJson('{}'),
      { url: 'http://HOST/{{value}}', query: [{ name: 'q', value: '{{value}}' }] },
      { value },
    );
    expect(outcome.ok).toBe(true);
    expect(server.requests[0]?.headers.host).toBe(`127.0.0.1:${server.port}`);
    expect(server.seen[0]).toBe(`GET /${encodeURIComponent(value)}?q=${encodeURIComponent(value)}`);
  });

  it('reports a failure of the server, a broken response, one that is too long', async () => {
    expect(
      (
        await call(
          (_request, response) => response.writeHead(404, { 'content-type': 'text/plain' }).end('no such order'),
          {},
          {},
        )
      ).outcome,
    ).toEqual({ ok: false, error: { code: 'tool-http-status', values: { status: 404, excerpt: 'no such order' } } });
    expect((await call(sayJson('{}'), { resultPointer: '/a' }, {})).outcome).toEqual({
      ok: false,
      error: { code: 'tool-result-pointer', values: { pointer: '/a' } },
    });
    expect((await call(sayJson(JSON.stringify('x'.repeat(10_000))), {}, {})).outcome).toMatchObject({
      ok: false,
      error: { code: 'egress-too-large' },
    });
    expect((await call((request) => request.socket.destroy(), {}, {})).outcome).toMatchObject({
      ok: false,
      error: { code: 'egress-failed' },
    });
    expect((await call(() => undefined, {}, {}, { timeoutMs: 100 })).outcome).toMatchObject({
      ok: false,
      error: { code: 'egress-timeout' },
    });
  });

  it('reports that it was sent before its response is lost, and nothing where no connection came about', async () => {
    for (const answer of [
      () => undefined,
      (request) => request.socket.destroy(),
      (_request, response) => response.writeHead(303, { location: 'http://127.0.0.1:1/' }).end(),
    ] satisfies RequestListener[]) {
      expect(await call(answer, { method: 'POST' }, {}, { timeoutMs: 2_000 })).toMatchObject({
        outcome: { ok: false },
        isSent: true,
      });
    }
    const closed = '127.0.0.1:1';
    expect(
      await call(sayJson('{}'), { url: `http://${closed}/` }, {}, { hosts: [closed], intranetHosts: [closed] }),
    ).toMatchObject({
      outcome: { ok: false, error: { code: 'egress-failed', values: { reason: 'ECONNREFUSED' } } },
      isSent: false,
    });
  });

  it('that changes something has a key of its own by which the other side knows a repetition; an admin’s header of that name wins', async () => {
    const change = { effect: 'change' } as const;
    const keyOf = ({ server }: Call): unknown => server.requests[0]?.headers['idempotency-key'];
    const keys = [
      keyOf(await call(sayJson('{}'), { method: 'POST' }, {}, change)),
      keyOf(await call(sayJson('{}'), { method: 'POST' }, {}, change)),
    ];
    for (const key of keys) expect(key).toMatch(/^"[0-9a-f-]{36}"$/);
    expect(keys[0]).not.toBe(keys[1]);
    expect(
      keyOf(
        await call(
          sayJson('{}'),
          { method: 'POST', headers: [{ name: 'Idempotency-KEY', value: 'mine-{{n}}' }] },
          { n: 1 },
          change,
        ),
      ),
    ).toBe('mine-1');
    expect(keyOf(await call(sayJson('{}'), { method: 'POST' }, {}))).toBeUndefined();
  });

  it('decodes GBK', async () => {
    const { outcome } = await call(
      (_request, response) =>
        response
          .writeHead(200, { 'content-type': 'application/json; charset=GBK' })
          .end(Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xba, 0xba, 0xd7, 0xd6, 0x22, 0x7d])),
      {},
      {},
    );
    expect(outcome).toEqual({ ok: true, type: 'json', text: '{"a":"汉字"}' });
  });

  it('throws the reason when the run is stopped', async () => {
    const controller = new AbortController();
    const reason = new Error('the run was stopped');
    await expect(call(() => controller.abort(reason), {}, {}, {}, controller.signal)).rejects.toBe(reason);
  });
});

describe('a secret', () => {
  beforeEach(() => createSecret(admin, { name: 'KEY', value: VALUE, hosts: ['server.test'] }));
  const given: Given = {
    method: 'POST',
    headers: [{ name: 'Authorization', value: 'Bearer {{secret:KEY}}' }],
    query: [
      { name: 'key', value: '{{secret:KEY}}' },
      { name: 'q', value: '{{q}}' },
    ],
    body: '{"key":"{{secret:KEY}}","q":{{q}}}',
  };

  it('goes out where the admin put it, never where an argument asks for it', async () => {
    const { server } = await call(sayJson('{}'), given, { q: '{{secret:KEY}}' });
    expect(server.requests[0]).toMatchObject({
      headers: { authorization: `Bearer ${VALUE}` },
      body: JSON.stringify({ key: VALUE, q: '{{secret:KEY}}' }),
    });
    expect(new URL(server.seen[0]?.slice('POST '.length) ?? '', 'http://x').searchParams.getAll('q')).toEqual([
      '{{secret:KEY}}',
    ]);
  });

  it.each<[string, RequestListener]>([
    [
      'headers',
      (request, response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(request.headers)),
    ],
    ['the address', (request, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end(request.url)],
    [
      'Base64',
      (_request, response) =>
        response.writeHead(200, { 'content-type': 'text/plain' }).end(Buffer.from(VALUE).toString('base64')),
    ],
    [
      'a failure',
      (request, response) =>
        response.writeHead(401, { 'content-type': 'text/plain' }).end(`bad key ${request.headers.authorization ?? ''}`),
    ],
  ])('that comes back in %s is masked', async (_name, answer) => {
    const { outcome } = await call(answer, given, { q: 'x' });
    const text = JSON.stringify(outcome);
    for (const spelling of [VALUE, encodeURIComponent(VALUE), Buffer.from(VALUE).toString('base64')])
      expect(text).not.toContain(spelling);
    expect(text).toContain('***');
  });

  const LONG = `ey${'Jk0v'.repeat(94)}+/`;
  it.each<[string, string, string, string]>([
    ['a reason that is longer than its excerpt', LONG, 'application/json', '{"message":"invalid token: SECRET"}'],
    ['a reason at its cut', VALUE, 'application/json', JSON.stringify({ message: `${'x'.repeat(190)}SECRET is bad` })],
    ['text at its cut', VALUE, 'text/plain', `${'x'.repeat(190)}SECRET is bad`],
    ['percent-encoded text at its cut', VALUE, 'text/plain', `${'x'.repeat(190)}PERCENT is bad`],
    ['Base64 at its cut', VALUE, 'text/plain', `${'x'.repeat(190)}BASE64 is bad`],
    ['JSON as .NET writes it', VALUE, 'application/json', `{"message":"${'x'.repeat(190)}NET is bad"}`],
    [
      'JSON in JSON',
      VALUE,
      'application/json',
      JSON.stringify({ error: { message: JSON.stringify({ said: `${'x'.repeat(180)}SECRET` }) } }),
    ],
    ['markup', 'sk-<b>Very</b>Secret', 'text/html', '<p>bad key SECRET</p>'],
    [
      'what was read of a long answer',
      VALUE,
      'text/html',
      `<style>${'x'.repeat(8_192 - 7 - 8 - 12)}</style>${VALUE.slice(0, 12)}${VALUE.slice(12)} and more`,
    ],
  ])('that comes back in %s leaves nothing of it', async (_name, value, contentType, said) => {
    await createSecret(admin, { name: 'OTHER', value, hosts: ['server.test'] });
    const net = value.replaceAll('+', '\\u002B').replaceAll('/', '\\u002F');
    const text = said
      .replaceAll('SECRET', JSON.stringify(value).slice(1, -1))
      .replaceAll('PERCENT', encodeURIComponent(value))
      .replaceAll('BASE64', Buffer.from(value).toString('base64'))
      .replaceAll('NET', net);
    const { outcome } = await call(
      (_request, response) => response.writeHead(401, { 'content-type': contentType }).end(text),
      { headers: [{ name: 'Authorization', value: '{{secret:OTHER}}' }] },
      {},
    );
    expect(outcome).toMatchObject({ ok: false, error: { code: 'tool-http-status' } });
    const stored = JSON.stringify(outcome);
    for (const spelling of [value, encodeURIComponent(value), Buffer.from(value).toString('base64'), 'Very'])
      expect(stored).not.toContain(spelling.slice(0, 4));
  });

  it.each([
    ['content-encoding', LONG, 'egress-encoding'],
    ['content-type', `image/${LONG.replaceAll('/', '.')}`, 'egress-content-type'],
  ])('that comes back as %s leaves nothing of it', async (name, said, code) => {
    await createSecret(admin, { name: 'OTHER', value: LONG.replaceAll('/', '.'), hosts: ['server.test'] });
    const { outcome } = await call(
      (_request, response) => response.writeHead(200, { 'content-type': 'text/plain', [name]: said }).end('x'),
      { headers: [{ name: 'X', value: '{{secret:OTHER}}' }] },
      {},
    );
    expect(outcome).toMatchObject({ ok: false, error: { code } });
    expect(JSON.stringify(outcome).toLowerCase()).not.toContain('jk0v');
  });

  it('that was a number leaves text where JSON cannot hold the mask', async () => {
    await createSecret(admin, { name: 'PIN', value: '123456', hosts: ['server.test'] });
    const { outcome } = await call(
      sayJson('{"pin":123456,"text":"123456"}'),
      { headers: [{ name: 'X-Pin', value: '{{secret:PIN}}' }] },
      {},
    );
    expect(outcome).toEqual({ ok: true, type: 'text', text: '{"pin":***,"text":"***"}' });
  });

  it('stays when the answer redirects elsewhere', async () => {
    const other = await startTestServer(sayJson('{"there":true}'));
    stops.push(other.stop);
    const { outcome, server } = await call(
      (_request, response) => response.writeHead(303, { location: `http://127.0.0.1:${other.port}/` }).end(),
      given,
      { q: 'x' },
    );
    expect(outcome).toMatchObject({ ok: false, error: { code: 'egress-host-not-allowed' } });
    expect([server.seen.length, other.seen.length]).toEqual([1, 0]);
  });

  it('is for its hosts: nothing is sent to another', async () => {
    await createSecret(admin, { name: 'ELSEWHERE', value: VALUE, hosts: ['api.test'] });
    const { outcome, server } = await call(
      sayJson('{}'),
      { headers: [{ name: 'X', value: '{{secret:ELSEWHERE}}' }] },
      {},
    );
    expect(outcome).toMatchObject({ ok: false, error: { code: 'secret-host-refused', values: { name: 'ELSEWHERE' } } });
    expect(server.seen).toEqual([]);
  });
});
