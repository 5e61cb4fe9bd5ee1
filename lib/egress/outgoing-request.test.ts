import type { RequestListener } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { childEnvironment, setEnvironment } from '@/lib/config/environment';
import { outgoingRequest, type OutgoingRequest, type OutgoingResponse } from '@/lib/egress/outgoing-request';
import type { ResolveHost } from '@/lib/egress/internal/resolve-host';
import { startRawServer, startTestServer, type TestServer } from '@/lib/egress/testing/start-test-server';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

const toLoopback: ResolveHost = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);

async function serve(answer: RequestListener, address?: string): Promise<TestServer> {
  const server = await startTestServer(answer, address);
  stops.push(server.stop);
  return server;
}

/** A request to `api.test`, which is an intranet host on loopback. */
function ask(port: number, given: Partial<OutgoingRequest> = {}): Promise<OutgoingResponse> {
  const hosts = [`api.test:${port}`, ...(given.hosts ?? [])];
  return outgoingRequest({
    method: 'GET',
    url: `http://api.test:${port}/`,
    headers: {},
    body: null,
    timeoutMs: 10_000,
    maxBytes: 100_000,
    signal: new AbortController().signal,
    resolve: toLoopback,
    ...given,
    hosts,
    intranetHosts: [`api.test:${port}`, ...(given.intranetHosts ?? [])],
  });
}

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

describe('redirects', () => {
  it.each([
    ['http://evil.test:PORT/', 'egress-host-not-allowed'],
    ['//evil.test:PORT/', 'egress-host-not-allowed'],
    ['http://169.254.169.254/latest/meta-data/', 'egress-host-not-allowed'],
    ['http://127.0.0.1:PORT/', 'egress-host-not-allowed'],
    ['http://[::1]:PORT/', 'egress-host-not-allowed'],
    ['http://2130706433:PORT/', 'egress-host-not-allowed'],
    ['http://api.test:1/', 'egress-host-not-allowed'],
    ['http://other.test:PORT/', 'egress-address-refused'],
    ['http://user:pw@api.test:PORT/', 'egress-url'],
    ['http://api.test\\@evil.test/', 'egress-url'],
    ['file:///etc/passwd', 'egress-url'],
    ['javascript:alert(1)', 'egress-url'],
    ['ftp://api.test/', 'egress-url'],
    ['data:text/plain,x', 'egress-url'],
    ['http://', 'egress-url'],
    ['\\\\evil.test\\', 'egress-url'],
    ['http://api.test:PORT/a b', 'egress-url'],
  ])('to %s: %s', async (location, code) => {
    const server = await serve((request, response) =>
      response
        .writeHead(request.url === '/' ? 302 : 200, {
          location: location.replaceAll('PORT', String(server.port)),
          'content-type': 'text/plain',
        })
        .end('x'),
    );
    await expect(ask(server.port, { hosts: [`other.test:${server.port}`] })).rejects.toMatchObject({ code });
    expect(server.seen).toEqual(['GET /']);
  });

  it('are followed five times, then given up; a loop as well', async () => {
    const server = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (request.url === '/loop') response.writeHead(301, { location: '/loop' }).end();
      else if (left > 0) response.writeHead(302, { location: `/${left - 1}` }).end();
      else response.writeHead(200, { 'content-type': 'text/plain' }).end('there');
    });
    expect(await ask(server.port, { url: `http://api.test:${server.port}/5` })).toMatchObject({
      text: 'there',
      url: `http://api.test:${server.port}/0`,
    });
    await expect(ask(server.port, { url: `http://api.test:${server.port}/6` })).rejects.toMatchObject({
      code: 'egress-redirect-limit',
      values: { limit: 5 },
    });
    await expect(ask(server.port, { url: `http://api.test:${server.port}/loop` })).rejects.toMatchObject({
      code: 'egress-redirect-limit',
    });
    expect(server.seen.filter((line) => line.endsWith('/loop'))).toHaveLength(6);
  });

  it('carry credentials to the same origin, and to no other', async () => {
    const other = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end('other'),
    );
    const server = await serve((request, response) => {
      if (request.url === '/away') response.writeHead(302, { location: `http://api.test:${other.port}/` }).end();
      else if (request.url === '/') response.writeHead(307, { location: '/stay' }).end();
      else response.writeHead(200, { 'content-type': 'text/plain' }).end('stayed');
    });
    const headers = { Authorization: 'Bearer secret', 'X-Api-Key': 'secret', Cookie: 'a=secret', Accept: 'text/plain' };
    await ask(server.port, { headers, method: 'POST', body: 'secret' });
    expect(server.requests.at(-1)).toMatchObject({
      headers: { authorization: 'Bearer secret', 'x-api-key': 'secret' },
      body: 'secret',
    });
    const hosts = [`api.test:${other.port}`];
    expect(
      (await ask(server.port, { headers, url: `http://api.test:${server.port}/away`, hosts, intranetHosts: hosts }))
        .text,
    ).toBe('other');
    expect(JSON.stringify(other.requests)).not.toContain('secret');
    expect(other.requests[0]?.headers.accept).toBe('text/plain');
  });

  it.each([
    [307, 'POST'],
    [308, 'PUT'],
    [302, 'DELETE'],
    [301, 'PATCH'],
  ])('%d of a %s to another origin is refused', async (status, method) => {
    const other = await serve((_request, response) => response.end());
    const server = await serve((_request, response) =>
      response.writeHead(status, { location: `http://api.test:${other.port}/` }).end(),
    );
    const hosts = [`api.test:${other.port}`];
    await expect(ask(server.port, { method, body: 'x', hosts, intranetHosts: hosts })).rejects.toMatchObject({
      code: 'egress-redirect-refused',
    });
    expect(other.seen).toEqual([]);
  });

  it.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [307, 'POST', 'POST'],
    [308, 'PATCH', 'PATCH'],
    [302, 'PUT', 'PUT'],
  ])('%d of a %s goes on as %s', async (status, method, next) => {
    const server = await serve((request, response) =>
      request.url === '/'
        ? response.writeHead(status, { location: '/next' }).end()
        : response.writeHead(200, { 'content-type': 'text/plain' }).end(),
    );
    await ask(server.port, { method, body: 'x', headers: { 'content-type': 'text/plain' } });
    expect(server.seen[1]).toBe(`${next} /next`);
    expect(server.requests[1]).toMatchObject(
      next === 'GET' ? { body: '' } : { body: 'x', headers: { 'content-type': 'text/plain' } },
    );
    expect(server.requests[1]?.headers['content-type']).toBe(next === 'GET' ? undefined : 'text/plain');
  });
});

describe('limits', () => {
  it('of the length: told beforehand, found out while reading, and of what unpacks', async () => {
    const bomb = Buffer.alloc(50_000_000);
    const bodies: Readonly<Record<string, { readonly headers: Record<string, string>; readonly body: Buffer }>> = {
      '/told': { headers: { 'content-length': '100001' }, body: Buffer.alloc(100_001) },
      '/chunked': { headers: {}, body: Buffer.alloc(300_000) },
      '/gzip': { headers: { 'content-encoding': 'gzip' }, body: gzipSync(bomb) },
      '/br': { headers: { 'content-encoding': 'br' }, body: brotliCompressSync(bomb) },
      '/deflate': { headers: { 'content-encoding': 'Deflate' }, body: deflateSync(bomb) },
    };
    const server = await serve((request, response) => {
      const { headers, body } = bodies[request.url ?? ''] ?? { headers: {}, body: Buffer.alloc(0) };
      response.writeHead(200, { 'content-type': 'text/plain', ...headers });
      response.write(body);
      response.end();
    });
    for (const path of Object.keys(bodies)) {
      await expect(ask(server.port, { url: `http://api.test:${server.port}${path}` }), path).rejects.toMatchObject({
        code: 'egress-too-large',
        values: { bytes: 100_000 },
      });
    }
  });

  it('an answer without end is cut at the limit, not at the time', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    await expect(ask(server.port)).rejects.toMatchObject({ code: 'egress-too-large' });
  });

  it('exactly the limit is within it, packed or not', async () => {
    const server = await serve((request, response) => {
      response.writeHead(200, {
        'content-type': 'text/plain',
        ...(request.url === '/' ? {} : { 'content-encoding': 'gzip' }),
      });
      response.end(request.url === '/' ? 'x'.repeat(100_000) : gzipSync('x'.repeat(100_000)));
    });
    expect((await ask(server.port)).text).toHaveLength(100_000);
    expect((await ask(server.port, { url: `http://api.test:${server.port}/gzip` })).text).toHaveLength(100_000);
  });

  it.each(['gzip, gzip', 'zstd', 'compress', 'gzip,br', 'nonsense'])('the encoding %s is refused', async (encoding) => {
    const server = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': encoding }).end('x'),
    );
    await expect(ask(server.port)).rejects.toMatchObject({ code: 'egress-encoding' });
  });

  it.each([
    ['gzip', gzipSync('hello').subarray(0, 12)],
    ['gzip', Buffer.from('no gzip')],
    ['br', Buffer.from('\u00ff\u00ff\u00ff')],
  ])('a broken %s body fails', async (encoding, body) => {
    const server = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': encoding }).end(body),
    );
    await expect(ask(server.port)).rejects.toMatchObject({ code: 'egress-failed' });
  });

  it.each([
    ['silence', ''],
    ['headers that do not end', 'HTTP/1.1 200 OK\r\nX-A: b\r\n'],
    ['a body that stops', 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nabc'],
    ['only 102s', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(20)],
  ])('of the time: %s', async (_name, bytes) => {
    const server = await startRawServer((socket) => socket.write(bytes));
    stops.push(server.stop);
    await expect(ask(server.port, { timeoutMs: 150 })).rejects.toMatchObject({
      code: 'egress-timeout',
      values: { seconds: 1 },
    });
  });

  it('of the time: a name that is not resolved', async () => {
    await expect(ask(9, { timeoutMs: 50, resolve: () => new Promise(() => undefined) })).rejects.toMatchObject({
      code: 'egress-timeout',
    });
  });

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['headers beyond all measure', `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(40_000)}\r\n\r\n`],
    ['a cut-off body', 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nabc'],
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 5\r\n\r\nabcde'],
    ['nothing', ''],
    [
      'length and chunks',
      'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n',
    ],
  ])('%s is a failure', async (_name, bytes) => {
    const server = await startRawServer((socket) => socket.end(bytes));
    stops.push(server.stop);
    await expect(ask(server.port)).rejects.toMatchObject({ code: 'egress-failed' });
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
    'is the beginning of a %i that leads nowhere: what is searched for words to tell is short',
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
