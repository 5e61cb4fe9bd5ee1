import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { trustExtraCertificates } from '@/lib/config/extra-certificates';
import { createPrivateCa } from '@/lib/config/testing/private-ca';
import { startTlsFront, type TlsFront } from '@/lib/config/testing/tls-front';
import { openPool } from '@/lib/db/pool';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';

const { connectionString } = useTestDatabase();
const usual = getCACertificates('default');
let front: TlsFront;
let folder: string;
beforeAll(async () => {
  const ca = await createPrivateCa();
  front = await startTlsFront(await ca.issue('localhost'), Number(new URL(connectionString).port), 'postgres');
  folder = await mkdtemp(path.join(os.tmpdir(), 'yika-ca-'));
  await writeFile(path.join(folder, 'company.pem'), ca.certificate);
});
afterEach(() => {
  setDefaultCACertificates(usual);
});
afterAll(async () => {
  await front.close();
  await rm(folder, { recursive: true });
});

async function askOver(host: string): Promise<unknown> {
  const url = new URL(connectionString);
  url.host = `${host}:${front.port}`;
  url.searchParams.set('sslmode', 'verify-full');
  const pool = openPool(url.href, 1);
  try {
    return (await pool.query('SELECT 42 AS answer')).rows;
  } finally {
    await pool.end();
  }
}

it('a database with a certificate of the company’s own authority is reached once EXTRA_CA_CERTS names it, under its own name alone', async () => {
  await expect(askOver('localhost')).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  trustExtraCertificates(path.join(folder, 'company.pem'));
  expect(await askOver('localhost')).toEqual([{ answer: 42 }]);
  await expect(askOver('127.0.0.1')).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
});
