import { gzipSync } from 'node:zlib';
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { egressFetch, type EgressFetchPolicy } from '@/lib/egress/egress-fetch';
import { startTestServer, type TestServer } from '@/lib/egress/testing/start-test-server';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

async function serve(
  answer: RequestListener,
): Promise<{ server: TestServer; fetchOf: (given?: Partial<EgressFetchPolicy>) => typeof fetch; base: string }> {
  const server = await startTestServer(answer);
  stops.push(server.stop);
  const hosts = [`api.test:${server.port}`];
  const policy: EgressFetchPolicy = {
    hosts,
    intranetHosts: hosts,
    timeoutMs: 10_000,
    maxBytes: 100_000,
    resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
  };
  return { server, base: `http://api.test:${server.port}`, fetchOf: (given) => egressFetch({ ...policy, ...given }) };
}

describe('egressFetch', () => {
  it('is a fetch: strings, URLs and Requests, JSON, headers, status', async () => {
    const { server, fetchOf, base } = await serve((_request, response) =>
      response
        .writeHead(201, {
          'content-type': 'application/json',
          'mcp-session-id': '7',
          'content-encoding': 'gzip',
          'set-cookie': 'a=b',
        })
        .end(gzipSync('{"a":"中"}')),
    );
    const fetching = fetchOf();
    const answer = await fetching(new URL(`${base}/x`), {
      method: 'POST',
      headers: { 'X-A': 'b', Connection: 'close', 'Content-Type': 'application/json' },
      body: '{"q":"中"}',
    });
    expect([
      answer.status,
      answer.url,
      answer.headers.get('mcp-session-id'),
      answer.headers.get('set-cookie'),
      answer.headers.get('content-encoding'),
    ]).toEqual([201, `${base}/x`, '7', null, null]);
    expect(await answer.json()).toEqual({ a: '中' });
    expect(server.requests[0]).toMatchObject({
      body: '{"q":"中"}',
      headers: { 'x-a': 'b', host: `api.test:${server.port}` },
    });
    expect(
      await (await fetching(new Request(`${base}/y`, { method: 'PUT', body: new URLSearchParams({ a: '1' }) }))).text(),
    ).toBe('{"a":"中"}');
    expect(server.requests[1]).toMatchObject({
      body: 'a=1',
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    });
  });

  it.each(['http://evil.test/', 'http://127.0.0.1/', 'http://169.254.169.254/', 'file:///etc/passwd', 'http://[::1]/'])(
    'does not reach %s',
    async (url) => {
      const { server, fetchOf } = await serve((_request, response) => response.end());
      await expect(fetchOf()(url)).rejects.toMatchObject({
        code: url.startsWith('file:') ? 'egress-url' : 'egress-host-not-allowed',
      });
      expect(server.seen).toEqual([]);
    },
  );

  it('follows, hands over or refuses redirects as the request says', async () => {
    const { fetchOf, base } = await serve((request, response) =>
      request.url === '/'
        ? response.writeHead(302, { location: '/there' }).end()
        : response.writeHead(200, { 'content-type': 'text/plain' }).end('there'),
    );
    expect(await (await fetchOf()(base)).text()).toBe('there');
    const manual = await fetchOf()(base, { redirect: 'manual' });
    expect([manual.status, manual.headers.get('location')]).toEqual([302, '/there']);
    await expect(fetchOf()(base, { redirect: 'error' })).rejects.toMatchObject({ code: 'egress-redirect-refused' });
  });

  it('streams events beyond the time of a request, until it is cancelled', async () => {
    const closed = Promise.withResolvers<undefined>();
    const go = Promise.withResolvers<undefined>();
    const { fetchOf, base } = await serve((request, response) => {
      if (request.url === '/silent') return;
      request.socket.once('close', () => closed.resolve(undefined));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
      void go.promise.then(() => response.write('data: 2\n\n'));
    });
    const answer = await fetchOf({ timeoutMs: 1_500 })(base);
    const reader = answer.body?.getReader();
    const read = async (): Promise<string> => new TextDecoder().decode((await reader?.read())?.value);
    expect(await read()).toBe('data: 1\n\n');
    // A request that began later is over its time.
    await expect(fetchOf({ timeoutMs: 1_500 })(`${base}/silent`)).rejects.toMatchObject({ code: 'egress-timeout' });
    go.resolve(undefined);
    expect(await read()).toBe('data: 2\n\n');
    await reader?.cancel();
    await closed.promise;
  });

  it('limits the body and the time of everything else', async () => {
    const { fetchOf, base } = await serve((request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write('x'.repeat(request.url === '/long' ? 200_000 : 1));
    });
    await expect((await fetchOf()(`${base}/long`)).text()).rejects.toMatchObject({ code: 'egress-too-large' });
    await expect(fetchOf({ timeoutMs: 200 })(base).then((answer) => answer.text())).rejects.toMatchObject({
      code: 'egress-timeout',
    });
  });

  it('ends with either signal, also while reading', async () => {
    const { fetchOf, base } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
    });
    const reason = new Error('stopped');
    for (const given of ['policy', 'request']) {
      const controller = new AbortController();
      const answer = await fetchOf(given === 'policy' ? { signal: controller.signal } : {})(
        base,
        given === 'request' ? { signal: controller.signal } : {},
      );
      const reader = answer.body?.getReader();
      await reader?.read();
      const next = reader?.read();
      controller.abort(reason);
      await expect(next).rejects.toBe(reason);
    }
  });

  it('answers without a body where there is none', async () => {
    const { fetchOf, base } = await serve((_request, response) => response.writeHead(204).end());
    const answer = await fetchOf()(base, { method: 'DELETE' });
    expect([answer.status, answer.body]).toEqual([204, null]);
  });
});
