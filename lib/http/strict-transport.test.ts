import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { sendStrictTransport } from '@/lib/http/strict-transport';

vi.stubEnv('TRUST_PROXY', 'true');
vi.stubEnv('PUBLIC_URL', 'https://yika.example.com');

test('a browser that speaks HTTPS is kept there, one on plain HTTP is not', async () => {
  sendStrictTransport();
  const server = createServer((_, response) => response.end('ok'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const headerFor = async (headers: Record<string, string>) =>
    (await fetch(`http://127.0.0.1:${port}/`, { headers })).headers.get('strict-transport-security');
  try {
    expect(await headerFor({ 'x-forwarded-proto': 'https' })).toBe('max-age=31536000');
    expect(await headerFor({ 'x-forwarded-proto': 'http' })).toBeNull();
    // No proxy said anything: PUBLIC_URL does.
    expect(await headerFor({})).toBe('max-age=31536000');
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});
