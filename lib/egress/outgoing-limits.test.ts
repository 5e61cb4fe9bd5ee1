import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startRawServer } from '@/lib/egress/testing/start-test-server';
import { stops, serve, ask, useTestServers } from '@/lib/egress/testing/request-to-test-server';

useTestServers();

describe('limits', () => {
  it('of the length: announced in the header, found while reading, and of what unpacks', async () => {
    const bomb = Buffer.alloc(50_000_000);
    const bodies: Readonly<Record<string, { readonly headers: Record<string, string>; readonly body: Buffer }>> = {
      '/declared': { headers: { 'content-length': '100001' }, body: Buffer.alloc(100_001) },
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
