import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { trustExtraCertificates } from '@/lib/config/extra-certificates';
import { createPrivateCa } from '@/lib/config/testing/private-ca';
import { startTlsFront, type TlsFront } from '@/lib/config/testing/tls-front';
import { queryEngine } from '@/lib/engine/internal/engine-http';
import { streamCompletion } from '@/lib/engine/stream-completion';
import { collect, testEngine } from '@/lib/engine/testing/engine-fixtures';
import { startDemoEngine, type DemoEngineProcess } from '@/lib/engine/testing/start-demo-engine';

const usual = getCACertificates('default');
let demo: DemoEngineProcess;
let front: TlsFront;
let folder: string;
let url: string;
beforeAll(async () => {
  demo = await startDemoEngine(['--unpaced']);
  const ca = await createPrivateCa();
  front = await startTlsFront(await ca.issue('localhost'), demo.port);
  url = `https://localhost:${front.port}`;
  folder = await mkdtemp(path.join(os.tmpdir(), 'yika-ca-'));
  await writeFile(path.join(folder, 'company.crt'), ca.certificate);
});
afterEach(() => {
  setDefaultCACertificates(usual);
});
afterAll(async () => {
  await front.close();
  await demo.stop();
  await rm(folder, { recursive: true });
});

it('an engine with a certificate of the company’s own authority answers once EXTRA_CA_CERTS names it', async () => {
  const ask = () =>
    collect(
      streamCompletion({
        engine: testEngine(url),
        messages: [{ role: 'user', content: '你好' }],
        mode: 'quick',
        maxOutputTokens: 200,
        signal: new AbortController().signal,
        requestId: 'test',
      }),
    );
  expect((await ask()).error).toMatchObject({
    code: 'engine-refused',
    cause: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
  });
  await expect(queryEngine({ url: `${url}/v1/models`, timeoutMs: 5_000 })).rejects.toMatchObject({
    code: 'engine-refused',
  });
  trustExtraCertificates(folder);
  await demo.script({ faults: [{ fault: 'forced-text', text: '收到' }] });
  expect(await ask()).toMatchObject({ error: null, text: '收到' });
  expect(await queryEngine({ url: `${url}/v1/models`, timeoutMs: 5_000 })).toMatchObject({ status: 200 });
});
