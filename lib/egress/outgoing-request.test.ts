import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { childEnvironment, setEnvironment } from '@/lib/config/environment';
import type { ResolveHost } from '@/lib/egress/internal/resolve-host';
import { startTestServer } from '@/lib/egress/testing/start-test-server';
import { stops, serve, ask, useTestServers } from '@/lib/egress/testing/request-to-test-server';

useTestServers();

describe('a request', () => {
  it('goes to the pinned address under the name, with nothing of the environment', async () => {
    const server = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'a=b' }).end('{"ok":true}'),
    );
    const before = childEnvironment();
    setEnvironment({
      HTTP_PROXY: 'http://127.0.0.1:1',
      http_proxy: 'http://127.0.0.1:1',
      ALL_PROXY: 'http://127.0.0.1:1',
      NODE_USE_ENV_PROXY: '1',
      NO_PROXY: '',
    });
    try {
      const answer = await ask(server.port, {
        method: 'POST',
        headers: { 'X-Api-Key': 'k', 'Content-Type': 'application/json' },
        body: '{"a":"中"}',
        url: `http://API.test:${server.port}/a%20b?x=%E4%B8%AD#fragment`,
      });
      expect(answer).toEqual({
        status: 200,
        contentType: 'application/json',
        text: '{"ok":true}',
        isCut: false,
        url: `http://api.test:${server.port}/a%20b?x=%E4%B8%AD`,
      });
      await ask(server.port);
    } finally {
      setEnvironment({
        HTTP_PROXY: before.HTTP_PROXY ?? '',
        http_proxy: before.http_proxy ?? '',
        ALL_PROXY: before.ALL_PROXY ?? '',
        NODE_USE_ENV_PROXY: before.NODE_USE_ENV_PROXY ?? '',
        NO_PROXY: before.NO_PROXY ?? '',
      });
    }
    expect(server.seen).toEqual(['POST /a%20b?x=%E4%B8%AD', 'GET /']);
    expect(server.requests[0]).toMatchObject({
      body: '{"a":"中"}',
      headers: { host: `api.test:${server.port}`, 'x-api-key': 'k', 'content-length': '11' },
    });
    for (const { headers } of server.requests)
      expect(Object.keys(headers)).not.toEqual(
        expect.arrayContaining(['cookie', 'authorization', 'referer', 'via', 'x-forwarded-for']),
      );
    expect(Object.keys(server.requests[1]?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
  });

  it('is looked up once: what the name means a moment later is nobody’s matter (DNS rebinding)', async () => {
    const good = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end('good'),
    );
    const evil = await startTestServer(
      (_request, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('evil'),
      '127.0.0.2',
    );
    stops.push(evil.stop);
    let lookups = 0;
    const resolve: ResolveHost = () =>
      Promise.resolve([{ address: (lookups += 1) === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }]);
    expect((await ask(good.port, { resolve })).text).toBe('good');
    expect([lookups, evil.seen.length]).toEqual([1, 0]);
  });

  it('is looked up and checked anew at each redirect, also to the same host', async () => {
    const server = await serve((_request, response) => response.writeHead(302, { location: '/again' }).end());
    const answers = [['127.0.0.1'], ['169.254.169.254']].values();
    const resolve: ResolveHost = () =>
      Promise.resolve((answers.next().value ?? []).map((address) => ({ address, family: 4 as const })));
    await expect(ask(server.port, { resolve })).rejects.toMatchObject({ code: 'egress-address-refused' });
    expect(server.seen).toEqual(['GET /']);
  });

  it('tries the other checked addresses when the first does not answer', async () => {
    const server = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end('second'),
    );
    const resolve: ResolveHost = () =>
      Promise.resolve([
        { address: '127.0.0.9', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    expect((await ask(server.port, { resolve })).text).toBe('second');
  });

  it('says why a connection failed without the address', async () => {
    const closed = await startTestServer(() => undefined);
    await closed.stop();
    await expect(ask(closed.port)).rejects.toMatchObject({ code: 'egress-failed', values: { reason: 'ECONNREFUSED' } });
  });
});

describe('an aborted request', () => {
  it('ends at once with the reason, and the connection with it', async () => {
    const closed = Promise.withResolvers<undefined>();
    const arrived = Promise.withResolvers<undefined>();
    const server = await serve((request, response) => {
      request.socket.once('close', () => closed.resolve(undefined));
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write('the beginning');
      arrived.resolve(undefined);
    });
    const controller = new AbortController();
    const reason = new Error('the run was stopped');
    const asked = ask(server.port, { signal: controller.signal });
    await arrived.promise;
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
    await closed.promise;
  });

  it('while the name is looked up, and before it began', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    const asked = ask(9, { signal: controller.signal, resolve: () => new Promise(() => undefined) });
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
    const server = await serve((_request, response) => response.end());
    await expect(ask(server.port, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(server.seen).toEqual([]);
  });
});

describe('what comes back', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/problem+json',
    'text/html',
    'text/csv;header=present',
    'application/xml',
    'application/atom+xml',
    'application/x-ndjson',
  ])('%s is taken', async (type) => {
    const server = await serve((_request, response) => response.writeHead(200, { 'content-type': type }).end('{}'));
    expect((await ask(server.port)).text).toBe('{}');
  });

  it.each([
    'image/png',
    'application/octet-stream',
    'application/pdf',
    'video/mp4',
    'multipart/mixed; boundary=x',
    'application/zip',
    'nonsense',
    'application/jsonx',
    'text',
    '; text/plain',
    'image/png, text/plain',
  ])('%s is not', async (type) => {
    const server = await serve((_request, response) => response.writeHead(200, { 'content-type': type }).end('x'));
    await expect(ask(server.port)).rejects.toMatchObject({ code: 'egress-content-type' });
  });

  it('needs no type when there is nothing, and one when there is something', async () => {
    const server = await serve((request, response) =>
      request.url === '/' ? response.writeHead(204).end() : response.writeHead(200).end('x'),
    );
    expect(await ask(server.port)).toMatchObject({ status: 204, text: '' });
    await expect(ask(server.port, { url: `http://api.test:${server.port}/x` })).rejects.toMatchObject({
      code: 'egress-content-type',
      values: { type: 'none' },
    });
  });

  it('is the beginning of a failure, and nothing when that is no text', async () => {
    const server = await serve((request, response) =>
      response
        .writeHead(500, { 'content-type': request.url === '/' ? 'text/plain' : 'image/png' })
        .end('x'.repeat(90_000)),
    );
    expect(await ask(server.port)).toMatchObject({ status: 500, text: 'x'.repeat(8_192) });
    expect(await ask(server.port, { url: `http://api.test:${server.port}/x` })).toMatchObject({
      status: 500,
      text: '',
    });
  });

  it.each([300, 302, 304, 399])(
    'is the beginning of a %i without a target: the text that is searched for an explanation is short',
    async (status) => {
      const server = await serve((_request, response) =>
        response.writeHead(status, { 'content-type': 'text/html' }).end('<script '.repeat(12_000)),
      );
      expect((await ask(server.port)).text.length).toBeLessThanOrEqual(8_192);
    },
  );

  it.each([
    ['text/plain; charset=GBK', Buffer.from([0xba, 0xba, 0xd7, 0xd6]), '汉字'],
    [
      'application/json; charset="gb18030"',
      Buffer.from([0x22, 0xba, 0xba, 0x81, 0x30, 0x81, 0x30, 0x22]),
      '"汉\u0080"',
    ],
    ['text/plain;charset=Big5', Buffer.from([0xba, 0x7e, 0xa6, 0x72]), '漢字'],
    ['text/plain; charset=iso-8859-1', Buffer.from([0xe9]), 'é'],
    ['text/plain', Buffer.from('汉字'), '汉字'],
    ['text/plain; charset=no-such', Buffer.from('汉字'), '汉字'],
    [
      'application/xml',
      Buffer.concat([
        Buffer.from('<?xml version="1.0" encoding="GBK"?><a>'),
        Buffer.from([0xba, 0xba]),
        Buffer.from('</a>'),
      ]),
      '<?xml version="1.0" encoding="GBK"?><a>汉</a>',
    ],
    ['text/plain; charset=gbk', Buffer.from('\ufeff汉字'), '汉字'],
    ['text/plain', Buffer.from('\ufeffab', 'utf16le'), 'ab'],
    ['text/plain; charset=utf-8', Buffer.from([0x61, 0xff, 0x62]), 'a\ufffdb'],
  ])('%s is decoded', async (type, bytes, text) => {
    const server = await serve((_request, response) => response.writeHead(200, { 'content-type': type }).end(bytes));
    expect((await ask(server.port)).text).toBe(text);
  });

  it.each([
    ['gzip', gzipSync('汉字')],
    ['br', brotliCompressSync('汉字')],
    ['deflate', deflateSync('汉字')],
    ['identity', Buffer.from('汉字')],
  ])('%s is unpacked', async (encoding, body) => {
    const server = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': encoding }).end(body),
    );
    expect((await ask(server.port)).text).toBe('汉字');
  });
});
