import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outgoingRequest, type OutgoingRequest } from '@/lib/egress/outgoing-request';
import type { ResolvedAddress } from '@/lib/egress/internal/resolve-host';
import { startTestServer, type TestServer } from '@/lib/egress/testing/start-test-server';

/** What must never be reached, on loopback; every spelling below would end there if a check were missing. */
let victim: TestServer;
beforeAll(async () => {
  victim = await startTestServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/plain' }).end('reached'),
  );
});
afterAll(() => victim.stop());

/** `PORT` stands for the victim's port. */
const at = (text: string): string => text.replaceAll('PORT', String(victim.port));
const loopback: ResolvedAddress = { address: '127.0.0.1', family: 4 };

async function attempt(given: Partial<OutgoingRequest> & { url: string }): Promise<unknown> {
  const hosts = (given.hosts ?? ['api.test', 'api.test:PORT']).map(at);
  const request: OutgoingRequest = {
    method: 'GET',
    headers: {},
    body: null,
    intranetHosts: [],
    timeoutMs: 5_000,
    maxBytes: 10_000,
    signal: new AbortController().signal,
    resolve: () => Promise.resolve([loopback]),
    ...given,
    url: at(given.url),
    hosts,
  };
  return outgoingRequest(request).then(
    ({ text }) => text,
    (error: unknown) => (typeof error === 'object' && error !== null && 'code' in error ? error.code : error),
  );
}

describe('an address of the machine or the intranet in every spelling', () => {
  /** Each is declared as host of the tool as it stands there, so that only the check of the address is between. */
  const SPELLINGS = [
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0x7F.0x0.0x0.0x1',
    '0177.0.0.1',
    '017700000001',
    '0177.0x0.1',
    '127.0.0.1.',
    '127.000.000.001',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[2002:7f00:1::]',
    '[0000::0001]',
    '0',
    '0.0.0.0',
    '[::]',
    '10.0.0.1',
    '192.168.1.1',
    '172.16.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '0xa9fea9fe',
    '2852039166',
    '0251.0376.0251.0376',
    '[fd00:ec2::254]',
    '100.100.100.200',
    '[fe80::1]',
    '[ff02::1]',
    '224.0.0.1',
    '255.255.255.255',
    '[::ffff:169.254.169.254]',
    'localhost',
    'LOCALHOST',
    'localhost.localdomain',
    'ip6-localhost',
  ];
  it.each(SPELLINGS)('%s', async (host) => {
    const code = await attempt({ url: `http://${host}:PORT/`, hosts: [`${host}:PORT`] });
    expect(['egress-address-refused', 'egress-url', 'egress-host-not-allowed']).toContain(code);
    expect(victim.seen).toEqual([]);
  });

  it.each([
    '１２７.０.０.１',
    '127。0。0。1',
    '①②⑦.0.0.1',
    '127．0．0．1',
    'ｌｏｃａｌｈｏｓｔ',
    '%31%32%37.0.0.1',
    '127.0.0.1%00.api.test',
    'loc\u00adalhost',
  ])('%s, which folds to one', async (host) => {
    const code = await attempt({
      url: `http://${host}:PORT/`,
      hosts: ['127.0.0.1:PORT', 'localhost:PORT', 'api.test:PORT'],
    });
    expect(['egress-address-refused', 'egress-url']).toContain(code);
    expect(victim.seen).toEqual([]);
  });

  it.each([
    '[fe80::1%25eth0]',
    '[::1%25lo]',
    '[::1%lo]',
    '[::ffff:127.0.0.1%25lo]',
    '127.0.0.1.5',
    '0x',
    '256.0.0.1',
    '1.2.3.4294967296',
    '',
    '..',
    'a b',
  ])('%s, which is no host', async (host) => {
    expect(await attempt({ url: `http://${host}:PORT/`, hosts: [`${host}:PORT`] })).toMatch(
      /^egress-(url|host-not-allowed|address-refused)$/,
    );
    expect(victim.seen).toEqual([]);
  });
});

describe('a name', () => {
  const ADDRESSES = [
    '127.0.0.1',
    '10.1.2.3',
    '172.20.0.1',
    '192.168.0.10',
    '169.254.169.254',
    '169.254.1.1',
    '100.64.1.1',
    '100.100.100.200',
    '0.0.0.0',
    '224.0.0.251',
    '255.255.255.255',
    '192.0.2.1',
    '198.18.0.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::fb',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '64:ff9b::a00:1',
    '2002:7f00:1::',
    '2001:0:1::80ff:fffe',
    '2001:db8::1',
  ];
  it.each(ADDRESSES)('that resolves to %s', async (address) => {
    expect(
      await attempt({
        url: 'http://api.test:PORT/',
        resolve: () => Promise.resolve([{ address, family: address.includes(':') ? 6 : 4 }]),
      }),
    ).toBe('egress-address-refused');
    expect(victim.seen).toEqual([]);
  });

  it('one of whose addresses is private', async () => {
    const resolve = () => Promise.resolve([{ address: '8.8.8.8', family: 4 } as const, loopback]);
    expect(await attempt({ url: 'http://api.test:PORT/', resolve })).toBe('egress-address-refused');
  });

  it.each([
    '169.254.169.254',
    '169.254.0.1',
    'fe80::1',
    'fd00:ec2::254',
    '100.100.100.200',
    '0.0.0.0',
    '224.0.0.1',
    '::ffff:169.254.169.254',
    '2002:a9fe:a9fe::',
  ])('of the intranet that is made to mean %s', async (address) => {
    const resolve = () => Promise.resolve([{ address, family: address.includes(':') ? 6 : 4 } as const]);
    expect(await attempt({ url: 'http://api.test:PORT/', intranetHosts: [at('api.test:PORT')], resolve })).toBe(
      'egress-address-refused',
    );
  });

  it('that has no address, or is not found', async () => {
    expect(await attempt({ url: 'http://api.test:PORT/', resolve: () => Promise.resolve([]) })).toBe('egress-dns');
    expect(await attempt({ url: 'http://api.test:PORT/', resolve: () => Promise.reject(new Error('ENOTFOUND')) })).toBe(
      'egress-dns',
    );
  });

  it('whose resolver answers with what is no address', async () => {
    for (const address of ['127.1', 'localhost', '0x7f000001', '::1%lo']) {
      expect(
        await attempt({
          url: 'http://api.test:PORT/',
          intranetHosts: [at('api.test:PORT')],
          resolve: () => Promise.resolve([{ address, family: 4 }]),
        }),
      ).toBe('egress-address-refused');
    }
  });
});

describe('a host that is not declared', () => {
  const URLS = [
    'http://evil.test:PORT/',
    'http://api.test.evil.test:PORT/',
    'http://evil.api.test:PORT/',
    'http://xapi.test:PORT/',
    'http://api.test.:PORT/',
    'http://api.test..:PORT/',
    'http://test:PORT/',
    'http://api_test:PORT/',
    'http://api.test:1/',
    'http://api.test:65535/',
    'https://api.test:80/',
    'http://api.test:443/',
    'http://api.test:0PORT1/',
    'http://xn--api-.test:PORT/',
    'http://аpi.test:PORT/',
    'http://api.tеst:PORT/',
    'http://[::1]:PORT/',
    'http://127.0.0.1:PORT/',
    '//evil.test:PORT/',
    '/',
    '',
    'api.test:PORT',
    'http:',
    'http://',
    'http:///',
    'http://:PORT/',
    'http://?',
    'http://#',
    'http://user@api.test:PORT/',
    'http://user:password@api.test:PORT/',
    'http://@api.test:PORT/',
    'http://:@api.test:PORT/',
    'http://api.test:PORT@evil.test/',
    'http://evil.test@api.test:PORT/',
    'http://api.test%40evil.test:PORT/',
    'http://api.test\\@evil.test:PORT/',
    'http:\\\\api.test:PORT\\',
    'http://evil.test:PORT\\api.test/',
    'http://api.test:PORT/\\..\\',
    'http:/\\api.test:PORT/',
    ' http://api.test:PORT/',
    'http://api.test:PORT/ ',
    'http://api.test:PORT/\r\nHost: evil.test',
    'http://api.te\nst:PORT/',
    'ht\ttp://api.test:PORT/',
    'http://api.test:PORT/\0',
    'http://api.test:PORT/a b',
    '\u00a0http://api.test:PORT/',
    '\ufeffhttp://api.test:PORT/',
    'ftp://api.test:PORT/',
    'file:///etc/passwd',
    'gopher://api.test:PORT/_',
    'data:text/plain,x',
    'javascript:alert(1)',
    'ws://api.test:PORT/',
    'unix:/var/run/docker.sock',
    'http+unix://%2Fvar%2Frun/',
    'blob:http://api.test:PORT/x',
    'http://api.test:99999/',
    'http://api.test:-1/',
    'http://api.test:0/',
    'http://api.test:PORT:80/',
    'http://api.test:８０/',
    `http://api.test:PORT/${'a'.repeat(9_000)}`,
  ];
  it.each(URLS)('%j', async (url) => {
    expect(await attempt({ url, intranetHosts: [at('api.test:PORT')] })).toMatch(/^egress-(url|host-not-allowed)$/);
    expect(victim.seen).toEqual([]);
  });
});

describe('headers', () => {
  const HEADERS: readonly [string, string][] = [
    ['X-A', 'a\r\nHost: evil.test'],
    ['X-A', 'a\nb'],
    ['X-A', 'a\rb'],
    ['X-A', 'a\0b'],
    ['X-A', 'a\u0100\u010a\u010d'],
    ['X-A', '中文'],
    ['X-A', 'a'.repeat(9_000)],
    ['X-A\r\nHost', 'evil'],
    ['X A', 'a'],
    ['X:A', 'a'],
    ['', 'a'],
    ['Host', 'evil.test'],
    ['HOST', 'evil.test'],
    ['Content-Length', '0'],
    ['Transfer-Encoding', 'chunked'],
    ['Connection', 'upgrade'],
    ['Upgrade', 'h2c'],
    ['Proxy-Authorization', 'Basic eA=='],
    ['Expect', '100-continue'],
    ['TE', 'trailers'],
    ['Trailer', 'x'],
    ['Accept-Encoding', 'zstd'],
    ['Keep-Alive', '1'],
    ['HTTP2-Settings', 'AAMAAABkAAQAAP__'],
  ];
  it.each(HEADERS)('%j: %j', async (name, value) => {
    expect(
      await attempt({ url: 'http://api.test:PORT/', intranetHosts: [at('api.test:PORT')], headers: { [name]: value } }),
    ).toBe('egress-header');
    expect(victim.seen).toEqual([]);
  });
});
