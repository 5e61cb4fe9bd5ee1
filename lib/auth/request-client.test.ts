import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { markSocketAddresses, readRequestClient } from '@/lib/auth/request-client';

test('without a trusted proxy the socket says where a request comes from, whatever the client writes', async () => {
  markSocketAddresses();
  const server = createServer((request, response) => {
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
    response.end(JSON.stringify(readRequestClient(headers)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const forged = {
    'x-forwarded-for': '6.6.6.6',
    'x-yika-socket-address': '7.7.7.7',
    'user-agent': `A${'b'.repeat(500)}`,
  };
  const response = await fetch(`http://127.0.0.1:${port}/`, { headers: forged });
  expect(await response.json()).toEqual({ address: '127.0.0.1', userAgent: `A${'b'.repeat(299)}` });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
