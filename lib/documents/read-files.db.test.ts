import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';
import { setEnvironment } from '@/lib/config/environment';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { drawPage } from '@/lib/documents/draw-page';
import { startDocuments, stopDocuments } from '@/lib/documents/start-documents';
import { makePdf, show } from '@/lib/documents/testing/make-pdf';
import { deleteFile } from '@/lib/files/delete-file';
import { getFile } from '@/lib/files/get-file';
import { readAllBlocks, readBlocks } from '@/lib/files/read-blocks';
import { setFilePassword } from '@/lib/files/set-password';
import { createOwner, uploadFile } from '@/lib/files/testing/upload-file';

useTestDatabase();

let folder: string;
let li: Principal;
let wang: Principal;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'yika-files-'));
  setEnvironment({ DATA_DIR: folder });
  [li, wang] = await Promise.all([createOwner(), createOwner()]);
});
afterEach(stopDocuments);
afterAll(() => rm(folder, { recursive: true }));

/** Reading a document starts a process, on a machine that may be busy. */
const PATIENCE = { timeout: 20_000 };
const stateOf = async (owner: Principal, id: string) => (await getFile(owner, id)).state;
const textOf = async (owner: Principal, id: string): Promise<string> => {
  const texts: string[] = [];
  for await (const blocks of readAllBlocks(owner, id)) texts.push(...blocks.map(({ text }) => text));
  return texts.join('\n');
};
const pages = (count: number, text: string) =>
  makePdf({
    pages: Array.from({ length: count }, (_, page) => ({ operations: show(`${text} ${page + 1}`, 50, 700) })),
  });

it('a file is read in the background, once for everybody who has it', async () => {
  startDocuments();
  const pdf = pages(3, '合同第一条');
  const id = await uploadFile(li, '合同.pdf', pdf);
  await expect.poll(() => stateOf(li, id), PATIENCE).toBe('ready');
  const file = await getFile(li, id);
  expect(file).toMatchObject({
    kind: 'pdf',
    unit: 'page',
    total: 3,
    done: 3,
    error: null,
    blocks: 3,
    tokensExact: false,
  });
  expect(file.tokens).toBeGreaterThan(10);
  const page = await readBlocks(li, id, { from: 0, unit: 2, limit: 10 });
  expect(page.blocks).toMatchObject([{ ordinal: 1, place: { page: 2 }, text: '合同第一条 2' }]);
  const { rows } = await sqlRunner().query<{ sealed: Buffer }>('SELECT sealed FROM file_block');
  expect(rows.some(({ sealed }) => sealed.includes('合同'))).toBe(false);

  await stopDocuments();
  const other = await uploadFile(wang, 'copy.pdf', pdf);
  expect(await stateOf(wang, other)).toBe('ready');
  expect(await textOf(wang, other)).toBe(await textOf(li, id));
  await expect(readBlocks(wang, id, { from: 0, limit: 10 })).rejects.toMatchObject({ kind: 'not-found' });
});

it('a file that cannot be read has its sentence, and another upload tries it again', async () => {
  startDocuments();
  const id = await uploadFile(li, 'broken.pdf', '%PDF-1.7 and nothing else');
  await expect.poll(() => stateOf(li, id), PATIENCE).toBe('failed');
  expect((await getFile(li, id)).error).toMatch(/^document-/);
  await stopDocuments();
  expect(await stateOf(li, await uploadFile(li, 'again.pdf', '%PDF-1.7 and nothing else'))).toBe('waiting');
});

it('what a process that died had read is not there twice', async () => {
  const id = await uploadFile(li, 'long.txt', '第一段\n\n第二段\n\n第三段');
  startDocuments();
  await expect.poll(() => stateOf(li, id), PATIENCE).toBe('ready');
  const text = await textOf(li, id);
  await stopDocuments();
  await sqlRunner().query(
    `UPDATE job SET state = 'running', finished_at = NULL, lease_id = gen_random_uuid(), lease_until = now() - interval '1 second'
     WHERE key = (SELECT reading_id::text FROM file WHERE id = $1)`,
    [id],
  );
  await sqlRunner().query(
    `UPDATE file_reading SET state = 'reading' WHERE id = (SELECT reading_id FROM file WHERE id = $1)`,
    [id],
  );
  startDocuments();
  await expect.poll(() => stateOf(li, id), PATIENCE).toBe('ready');
  expect(await textOf(li, id)).toBe(text);
});

it('a password opens a file for its owner alone', async () => {
  const pdf = pages(1, '加密');
  const [mine, other] = [await uploadFile(li, 'a.pdf', pdf), await uploadFile(wang, 'b.pdf', pdf)];
  await expect(setFilePassword(li, mine, 'secret')).rejects.toMatchObject({ code: 'file-needs-no-password' });
  await sqlRunner().query(
    `WITH asked AS (UPDATE file_reading SET state = 'failed', error_code = 'document-password-needed'
                    WHERE id = (SELECT reading_id FROM file WHERE id = $1) RETURNING id)
     UPDATE job SET state = 'failed', finished_at = now() WHERE key = (SELECT id::text FROM asked)`,
    [mine],
  );
  await expect(setFilePassword(wang, mine, 'secret')).rejects.toMatchObject({ kind: 'not-found' });
  expect((await setFilePassword(li, mine, 'secret')).state).toBe('waiting');
  const { rows } = await sqlRunner().query<{ password: Buffer }>(
    'SELECT password FROM file_reading WHERE password IS NOT NULL',
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.password.includes('secret')).toBe(false);
  startDocuments();
  await expect.poll(() => stateOf(li, mine), PATIENCE).toBe('ready');
  expect(await stateOf(wang, other)).toBe('failed');
  expect((await sqlRunner().query('SELECT FROM file_reading WHERE password IS NOT NULL')).rows).toEqual([]);
});

it('a page is drawn for its owner alone, and the log records the look once', async () => {
  const id = await uploadFile(li, 'drawn.pdf', pages(2, '看得见的字'));
  const first = await drawPage(li, { fileId: id, page: 1 });
  expect(first).toMatchObject({ width: 595, height: 842 });
  expect(Buffer.from(first.image.split(',')[1] ?? '', 'base64').toString('latin1', 8, 12)).toBe('WEBP');
  const second = await drawPage(li, { fileId: id, page: 2 });
  expect(second.image).not.toBe(first.image);
  await expect(drawPage(li, { fileId: id, page: 3 })).rejects.toMatchObject({ code: 'document-empty' });
  await expect(drawPage(wang, { fileId: id, page: 1 })).rejects.toMatchObject({ kind: 'not-found' });
  const { rows } = await sqlRunner().query(`SELECT FROM audit_event WHERE action = 'file.opened' AND actor_id = $1`, [
    li.personId,
  ]);
  expect(rows).toHaveLength(1);
  await deleteFile(li, id);
  await expect(drawPage(li, { fileId: id, page: 1 })).rejects.toMatchObject({ kind: 'not-found' });
  const text = await uploadFile(li, 'a.txt', '没有页');
  await expect(drawPage(li, { fileId: text, page: 1 })).rejects.toMatchObject({ code: 'document-kind-unknown' });
});
