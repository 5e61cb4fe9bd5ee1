import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '@/lib/config/config';
import { readCertificates, trustExtraCertificates } from '@/lib/config/extra-certificates';
import { createPrivateCa, type PrivateCa } from '@/lib/config/testing/private-ca';

const fingerprint = (pem: string): string => new X509Certificate(pem).fingerprint256;
const trusted = (): Set<string> => new Set(getCACertificates('default').map(fingerprint));
const usual = getCACertificates('default');
let folder: string;
let ca: PrivateCa;
let server: Server;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'yika-ca-'));
  ca = await createPrivateCa();
  server = createServer(await ca.issue('localhost'), (_request, response) =>
    response.setHeader('connection', 'close').end('over TLS'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  setDefaultCACertificates(usual);
  globalThis.yikaExtraCertificates = undefined;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

async function put(name: string, content: string | Buffer): Promise<string> {
  await writeFile(path.join(folder, name), content);
  return path.join(folder, name);
}

const problemOf = (place: string): string => {
  try {
    readCertificates(place);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
};

describe('trustExtraCertificates', () => {
  const ask = (): Promise<string> =>
    fetch(`https://localhost:${(server.address() as AddressInfo).port}/`).then((response) => response.text());

  it('lets fetch trust the company’s servers and goes on trusting the usual authorities', async () => {
    await expect(ask()).rejects.toMatchObject({ cause: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } });
    trustExtraCertificates(await put('ca.pem', ca.certificate));
    expect(await ask()).toBe('over TLS');
    expect(trusted()).toEqual(new Set([...usual, ca.certificate].map(fingerprint)));
  });

  it('without the setting changes nothing', () => {
    trustExtraCertificates(undefined);
    expect(trusted()).toEqual(new Set(usual.map(fingerprint)));
  });
});

describe('readCertificates', () => {
  it('reads a bundle with remarks, a DER file, and all certificates of a folder', async () => {
    const other = (await createPrivateCa('Other CA')).certificate;
    const names = (place: string): string[] => readCertificates(place).map((pem) => new X509Certificate(pem).subject);
    expect(names(await put('bundle.crt', `# Roots of the company\n${ca.certificate}\n${other}\n`))).toEqual([
      'CN=Test company CA',
      'CN=Other CA',
    ]);
    expect(names(await put('root.cer', new X509Certificate(other).raw))).toEqual(['CN=Other CA']);
    await put('readme.txt', 'not a certificate');
    expect(names(folder)).toEqual(['CN=Test company CA', 'CN=Other CA', 'CN=Test company CA', 'CN=Other CA']);
  });

  it('says in one sentence what is wrong', async () => {
    expect(problemOf(path.join(folder, 'missing.pem'))).toMatch(/^EXTRA_CA_CERTS: cannot read .*missing\.pem \(ENOENT/);
    const { key } = await ca.issue('x');
    for (const [name, content] of [
      ['key.pem', key],
      ['empty.pem', ''],
      ['text.pem', 'hello'],
      ['broken.pem', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'],
    ] as const) {
      expect(problemOf(await put(name, content))).toBe(
        `EXTRA_CA_CERTS: ${path.join(folder, name)} is not a certificate in PEM or DER format`,
      );
    }
    const empty = await mkdtemp(path.join(folder, 'empty-'));
    expect(problemOf(empty)).toBe(`EXTRA_CA_CERTS: the folder ${empty} has no .pem, .crt or .cer file`);
  });
});
