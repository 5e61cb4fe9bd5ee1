import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import os from 'node:os';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setEnvironment } from '@/lib/config/environment';
import { trustExtraCertificates } from '@/lib/config/extra-certificates';
import { createPrivateCa } from '@/lib/config/testing/private-ca';
import { outgoingRequest, type OutgoingResponse } from '@/lib/egress/outgoing-request';
import { TEST_CERTIFICATE, TEST_KEY } from '@/lib/egress/testing/test-certificate';

interface Seen {
  readonly serverName: string | false | null | undefined;
  readonly host: string | undefined;
  readonly url: string | undefined;
}
const seen: Seen[] = [];
const isTls = (socket: object): socket is TLSSocket => 'servername' in socket;
const server = createServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (request, response) => {
  seen.push({
    serverName: isTls(request.socket) ? request.socket.servername : undefined,
    host: request.headers.host,
    url: request.url,
  });
  if (request.url === '/down') response.writeHead(302, { location: `http://api.test:${port}/` }).end();
  else response.writeHead(200, { 'content-type': 'text/plain' }).end('over TLS');
});
let port = 0;
const usual = getCACertificates('default');

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
beforeEach(() => {
  seen.length = 0;
  setDefaultCACertificates([TEST_CERTIFICATE]);
});
afterEach(() => {
  setDefaultCACertificates(usual);
  setEnvironment({ NODE_TLS_REJECT_UNAUTHORIZED: '' });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

function ask(url: string): Promise<OutgoingResponse> {
  const hosts = [`api.test:${port}`, `other.test:${port}`, `127.0.0.1:${port}`];
  return outgoingRequest({
    method: 'GET',
    url,
    headers: {},
    body: null,
    hosts,
    intranetHosts: hosts,
    timeoutMs: 10_000,
    maxBytes: 1_000,
    signal: new AbortController().signal,
    resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
  });
}

describe('https', () => {
  it('keeps the name for the server name, the certificate and the Host header, although the address is pinned', async () => {
    expect((await ask(`https://api.test:${port}/x`)).text).toBe('over TLS');
    expect(seen).toEqual([{ serverName: 'api.test', host: `api.test:${port}`, url: '/x' }]);
  });

  it('refuses a certificate of another name', async () => {
    await expect(ask(`https://other.test:${port}/`)).rejects.toMatchObject({
      code: 'egress-failed',
      values: { reason: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
    await expect(ask(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({
      code: 'egress-failed',
      values: { reason: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
    expect(seen).toEqual([]);
  });

  it('refuses a certificate that nobody vouches for, whatever the environment says', async () => {
    setDefaultCACertificates(usual);
    setEnvironment({ NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    await expect(ask(`https://api.test:${port}/`)).rejects.toMatchObject({
      code: 'egress-failed',
      values: { reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
    expect(seen).toEqual([]);
  });

  it('accepts a certificate of the company’s own authority once EXTRA_CA_CERTS names it', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'yika-ca-'));
    const ca = await createPrivateCa();
    server.setSecureContext(await ca.issue('api.test'));
    try {
      setDefaultCACertificates(usual);
      await expect(ask(`https://api.test:${port}/`)).rejects.toMatchObject({
        code: 'egress-failed',
        values: { reason: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
      });
      await writeFile(path.join(folder, 'ca.pem'), ca.certificate);
      trustExtraCertificates(folder);
      expect((await ask(`https://api.test:${port}/`)).text).toBe('over TLS');
      await expect(ask(`https://other.test:${port}/`)).rejects.toMatchObject({
        values: { reason: 'ERR_TLS_CERT_ALTNAME_INVALID' },
      });
    } finally {
      server.setSecureContext({ key: TEST_KEY, cert: TEST_CERTIFICATE });
      await rm(folder, { recursive: true });
    }
  });

  it('is not redirected to http', async () => {
    await expect(ask(`https://api.test:${port}/down`)).rejects.toMatchObject({ code: 'egress-redirect-refused' });
    expect(seen).toHaveLength(1);
  });
});
