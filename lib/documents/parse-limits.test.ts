import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { parserFlags } from './internal/run-parser';
import { parseDocument, readDocument } from './parse-document';
import { makePdf, show } from './testing/make-pdf';
import { readBytes } from './testing/read-bytes';

const pdf = makePdf({ pages: [{ operations: show('合同', 50, 700) }] });

async function* stalled(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('text');
  await new Promise(() => undefined);
}

test('memory: the process is killed, and the file has its code', async () => {
  await expect(readBytes(pdf, 'a.pdf', { limits: { memoryMegabytes: 64 } })).rejects.toMatchObject({
    code: 'document-too-much-memory',
  });
});

test('time: without progress the process is killed', async () => {
  await expect(readDocument(stalled(), { name: 'a', limits: { idleSeconds: 0.3 } })).rejects.toMatchObject({
    code: 'document-too-slow',
  });
});

test('size: more bytes than the limit are not read', async () => {
  await expect(readBytes(Buffer.alloc(5_000, 'a'), 'a', { limits: { inputBytes: 4_000 } })).rejects.toMatchObject({
    code: 'document-too-large',
    kind: 'too-large',
  });
});

test('output: what was read stays, and the end says that it was cut', async () => {
  const document = await readBytes('段落内容\n\n'.repeat(2_000), 'a.txt', { limits: { outputBytes: 20_000 } });
  expect(document.blocks.length).toBeGreaterThan(50);
  expect(document.warnings).toEqual([{ code: 'truncated', limit: 'output' }]);
});

test('a reader that is slower than the parser gets everything', async () => {
  const seen: string[] = [];
  for await (const part of parseDocument([Buffer.from('长'.repeat(1_500_000))], { name: 'a.txt' })) {
    await new Promise((resolve) => setImmediate(resolve));
    if (part.type === 'block') seen.push(part.block.text);
  }
  expect(seen.join('')).toHaveLength(1_500_000);
});

test('a caller that gives up ends the process, and an upload that breaks is its own error', async () => {
  const controller = new AbortController();
  const reading = readDocument(stalled(), { name: 'a', signal: controller.signal });
  controller.abort(new Error('the person left'));
  await expect(reading).rejects.toThrow('the person left');
  const broken = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('a');
    await Promise.reject(new Error('the upload broke'));
  };
  await expect(readDocument(broken(), { name: 'a' })).rejects.toThrow('the upload broke');
});

test.each([
  ["require('node:fs').readFileSync('/etc/hostname')", 'ERR_ACCESS_DENIED'],
  ["require('node:fs').readFileSync('package-lock.json')", 'ERR_ACCESS_DENIED'],
  ["require('node:fs').writeFileSync('/tmp/parser-was-here', '')", 'ERR_ACCESS_DENIED'],
  ["require('node:child_process').execFileSync('/bin/true')", 'ERR_ACCESS_DENIED'],
  ["new (require('node:worker_threads').Worker)('1', { eval: true })", 'ERR_ACCESS_DENIED'],
])('the process may not %s', (script, code) => {
  const { stderr } = spawnSync(process.execPath, [...parserFlags(process.cwd()), '--eval', script], {
    encoding: 'utf8',
    env: { NODE_ENV: 'production' },
  });
  expect(stderr).toContain(code);
});
