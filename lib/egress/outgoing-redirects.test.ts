import { describe, expect, it } from 'vitest';
import { serve, ask, useTestServers } from '@/lib/egress/testing/request-to-test-server';

useTestServers();

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
