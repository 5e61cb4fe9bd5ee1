import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';
import { setEnvironment } from '@/lib/config/environment';
import { createConversation, createMessage } from '@/lib/db/testing/seed';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { beginUpload } from '@/lib/files/begin-upload';
import { beginUploadSchema, PART_BYTES } from '@/lib/files/contracts';
import { deleteFile } from '@/lib/files/delete-file';
import { fileResponse } from '@/lib/files/file-response';
import { finishUpload } from '@/lib/files/finish-upload';
import { getFile } from '@/lib/files/get-file';
import { listFiles } from '@/lib/files/list-files';
import { openFile } from '@/lib/files/open-file';
import { rotateDataKeys } from '@/lib/files/rotate-data-keys';
import { createOwner, uploadFile } from '@/lib/files/testing/upload-file';
import { uploadPart } from '@/lib/files/upload-part';
import { rotateSecrets } from '@/lib/secrets/rotate-secrets';

useTestDatabase();

let folder: string;
let li: Principal;
let wang: Principal;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'yika-files-'));
  setEnvironment({ DATA_DIR: folder });
  [li, wang] = await Promise.all([createOwner(), createOwner()]);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function contentOf(person: Principal, id: string, range?: { start: number; end: number }): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of (await openFile(person, id)).read(range)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const count = async (table: 'file' | 'file_content' | 'file_part' | 'file_reading' | 'job'): Promise<number> =>
  (await sqlRunner().query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)).rows[0]?.n ?? -1;

const actionsOf = async (fileId: string): Promise<string[]> =>
  (
    await sqlRunner().query<{ action: string }>('SELECT action FROM audit_event WHERE target_id = $1 ORDER BY seq', [
      fileId,
    ])
  ).rows.map(({ action }) => action);

describe('an upload', () => {
  it('goes on where it broke off and comes back as it was, whole and in part', async () => {
    const bytes = randomBytes(2 * PART_BYTES + 1_234);
    const begun = await beginUpload(li, { name: '合同.bin', size: bytes.byteLength });
    expect(begun).toMatchObject({ state: 'uploading', received: 0, name: '合同.bin' });
    const first = { offset: 0, bytes: bytes.subarray(0, PART_BYTES) };
    expect(await uploadPart(li, begun.id, first)).toEqual({ received: PART_BYTES });
    expect(await uploadPart(li, begun.id, first)).toEqual({ received: PART_BYTES });
    const rest = bytes.subarray(PART_BYTES);
    const misplaced = { code: 'file-part-misplaced', values: { offset: PART_BYTES } };
    await expect(uploadPart(li, begun.id, { offset: 2 * PART_BYTES, bytes: rest })).rejects.toMatchObject(misplaced);
    await expect(
      uploadPart(li, begun.id, { offset: PART_BYTES, bytes: rest.subarray(0, 1_000) }),
    ).rejects.toMatchObject(misplaced);
    await expect(
      uploadPart(li, begun.id, { offset: PART_BYTES, bytes: rest, sha256: '0'.repeat(64) }),
    ).rejects.toMatchObject({ code: 'file-part-damaged' });
    await expect(finishUpload(li, begun.id, {})).rejects.toMatchObject({ code: 'file-incomplete' });
    expect((await getFile(li, begun.id)).received).toBe(PART_BYTES);
    await uploadPart(li, begun.id, { offset: PART_BYTES, bytes: rest, sha256: sha256(rest) });
    expect(await finishUpload(li, begun.id, { sha256: sha256(bytes) })).toMatchObject({ state: 'waiting' });
    expect(await finishUpload(li, begun.id, {})).toMatchObject({ state: 'waiting' });
    expect((await contentOf(li, begun.id)).equals(bytes)).toBe(true);
    const range = { start: PART_BYTES - 5, end: 2 * PART_BYTES + 7 };
    expect((await contentOf(li, begun.id, range)).equals(bytes.subarray(range.start, range.end))).toBe(true);
    expect(await actionsOf(begun.id)).toEqual(['file.uploaded', 'file.opened', 'file.opened']);
  });

  it('whose bytes have another hash begins anew', async () => {
    const { id } = await beginUpload(li, { name: 'a.txt', size: 5 });
    await uploadPart(li, id, { offset: 0, bytes: Buffer.from('hello') });
    await expect(finishUpload(li, id, { sha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'file-damaged' });
    expect(await getFile(li, id)).toMatchObject({ state: 'uploading', received: 0 });
    await uploadPart(li, id, { offset: 0, bytes: Buffer.from('hello') });
    expect((await finishUpload(li, id, { sha256: sha256(Buffer.from('hello')) })).state).toBe('waiting');
  });

  it('is never known by the hash of other bytes, whatever is sent at once', async () => {
    const contentIdOf = async (id: string): Promise<unknown> =>
      (await sqlRunner().query<{ id: string }>('SELECT content_id AS id FROM file WHERE id = $1', [id])).rows[0]?.id;
    for (let round = 0; round < 10; round += 1) {
      const [good, bad] = [randomBytes(40), randomBytes(40)];
      const { id } = await beginUpload(li, { name: 'a.bin', size: 40 });
      await uploadPart(li, id, { offset: 0, bytes: good });
      const before = await contentIdOf(id);
      const [, damaged] = await Promise.allSettled([
        finishUpload(li, id, {}),
        finishUpload(li, id, { sha256: '0'.repeat(64) }),
        uploadPart(li, id, { offset: 0, bytes: bad }),
      ]);
      // Bytes that were refused are in no content that could still be hashed.
      if (damaged.status === 'rejected' && (await getFile(li, id)).state === 'uploading')
        expect(await contentIdOf(id)).not.toBe(before);
      const again = await beginUpload(li, { name: 'b.bin', size: 40 });
      await uploadPart(li, again.id, { offset: 0, bytes: good });
      await finishUpload(li, again.id, {});
      expect((await contentOf(li, again.id)).equals(good)).toBe(true);
      for (const one of [id, again.id]) await deleteFile(li, one);
    }
  });

  it('is stored encrypted', async () => {
    const id = await uploadFile(li, 'secret.txt', Buffer.from('机密 '.repeat(10_000)));
    const { rows } = await sqlRunner().query<{ bytes: Buffer }>(
      'SELECT bytes FROM file_part JOIN file ON file.content_id = file_part.content_id WHERE file.id = $1',
      [id],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.bytes.includes('机密')).toBe(false);
    await sqlRunner().query(
      `UPDATE file_part SET bytes = set_byte(bytes, 40, get_byte(bytes, 40) # 1) WHERE content_id = (SELECT content_id FROM file WHERE id = $1)`,
      [id],
    );
    await expect(contentOf(li, id)).rejects.toThrow();
  });

  it('is refused at the limits, with an event in the log', async () => {
    await expect(beginUpload(li, { name: 'big', size: 100_000_001 })).rejects.toMatchObject({ code: 'file-too-large' });
    const other = await createOwner();
    for (let file = 0; file < 20; file += 1) await beginUpload(other, { name: `${file}`, size: 100_000_000 });
    await expect(beginUpload(other, { name: 'one more', size: 1 })).rejects.toMatchObject({
      code: 'file-quota-person',
      values: { limit: 2_000 },
    });
    const { rows } = await sqlRunner().query(
      `SELECT outcome FROM audit_event WHERE action = 'file.refused' AND actor_id = $1`,
      [other.personId],
    );
    expect(rows).toEqual([{ outcome: 'refused' }]);
    for (const { id } of (await listFiles(other, { sort: 'name', order: 'asc', page: 1 })).files)
      await deleteFile(other, id);
  });

  it('has the last part of a path as its name, without characters that lie', () => {
    const nameOf = (name: string): string | undefined => beginUploadSchema.safeParse({ name, size: 1 }).data?.name;
    expect(nameOf('../../etc/passwd')).toBe('passwd');
    expect(nameOf('C:\\temp\\合同.pdf')).toBe('合同.pdf');
    expect(nameOf('invoice\u202Efdp.exe\u0000')).toBe('invoicefdp.exe');
    expect(nameOf('..')).toBeUndefined();
    expect(nameOf(`${'长'.repeat(300)}.pdf`)).toHaveLength(255);
  });
});

describe('equal bytes', () => {
  const bytes = randomBytes(PART_BYTES + 10);

  it('are stored and read once, and removed with their last file', async () => {
    const before = { contents: await count('file_content'), parts: await count('file_part') };
    const ids = await Promise.all([
      uploadFile(li, 'a.pdf', bytes),
      uploadFile(wang, 'b.pdf', bytes),
      uploadFile(li, 'c.pdf', bytes),
    ]);
    expect(await count('file_content')).toBe(before.contents + 1);
    expect(await count('file_part')).toBe(before.parts + 2);
    const { rows } = await sqlRunner().query('SELECT DISTINCT reading_id FROM file WHERE id = ANY($1::uuid[])', [ids]);
    expect(rows).toHaveLength(1);
    const [first, second, third] = ids;
    await deleteFile(li, first);
    await deleteFile(wang, second);
    expect((await contentOf(li, third)).equals(bytes)).toBe(true);
    await deleteFile(li, third);
    expect({ contents: await count('file_content'), parts: await count('file_part') }).toEqual(before);
    const left = await sqlRunner().query(
      `SELECT FROM job WHERE state = 'waiting' AND key = ANY(SELECT id::text FROM file_reading) IS NOT TRUE`,
    );
    expect(left.rows).toEqual([]);
  });

  it('need not be sent again by who has them, and are not given to who only knows their hash', async () => {
    await uploadFile(li, 'mine.pdf', bytes);
    const again = await beginUpload(li, { name: 'again.pdf', size: bytes.byteLength, sha256: sha256(bytes) });
    expect(again).toMatchObject({ state: 'waiting', received: bytes.byteLength });
    const guess = await beginUpload(wang, { name: 'guess.pdf', size: bytes.byteLength, sha256: sha256(bytes) });
    expect(guess).toMatchObject({ state: 'uploading', received: 0 });
  });

  it('of a plain text are read anew where the name decides how', async () => {
    const text = Buffer.from('a,b\n1,2\n');
    const [csv, plain] = [await uploadFile(li, 'x.csv', text), await uploadFile(li, 'x.txt', text)];
    const { rows } = await sqlRunner().query(
      'SELECT DISTINCT content_id, reading_id FROM file WHERE id = ANY($1::uuid[])',
      [[csv, plain]],
    );
    expect(new Set(rows.map((row) => String(row.content_id))).size).toBe(1);
    expect(rows).toHaveLength(2);
  });
});

it('the keys of files are encrypted again when the key of the installation changes', async () => {
  const bytes = randomBytes(1_000);
  const id = await uploadFile(li, 'kept.bin', bytes);
  const keyIds = async () =>
    (await sqlRunner().query<{ keyId: string }>('SELECT DISTINCT key_id AS "keyId" FROM file_content')).rows;
  const before = await keyIds();
  const { keyId } = await rotateSecrets({ rotateDataKeys });
  expect(await keyIds()).toEqual([{ keyId }]);
  expect(before).not.toEqual([{ keyId }]);
  expect((await contentOf(li, id)).equals(bytes)).toBe(true);
});

describe('a download', () => {
  const get = async (id: string, range: string | null) => {
    const response = await fileResponse(li, id, range);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  it('is never shown by a browser, whatever the file is', async () => {
    const id = await uploadFile(li, '页面"1".html', '<script>alert(1)</script>');
    const { status, headers, text } = await get(id, null);
    expect([status, text]).toEqual([200, '<script>alert(1)</script>']);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': expect.stringMatching(
        /^attachment; filename="__1_.html"; filename\*=UTF-8''%E9/,
      ) as unknown,
      'x-content-type-options': 'nosniff',
      'content-length': '25',
    });
  });

  it.each([
    ['bytes=2-4', 206, 'cde', 'bytes 2-4/10'],
    ['bytes=8-', 206, 'ij', 'bytes 8-9/10'],
    ['bytes=-3', 206, 'hij', 'bytes 7-9/10'],
    ['bytes=-30', 206, 'abcdefghij', 'bytes 0-9/10'],
    ['bytes=5-500', 206, 'fghij', 'bytes 5-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=4-2', 416, '', 'bytes */10'],
    ['bytes=-0', 416, '', 'bytes */10'],
    ['bytes=0-1,3-4', 200, 'abcdefghij', null],
    ['lines=1-2', 200, 'abcdefghij', null],
  ])('of the range %s is %i', async (range, status, text, contentRange) => {
    const answer = await get(await uploadFile(li, 'a.txt', 'abcdefghij'), range);
    expect([answer.status, answer.text, answer.headers.get('content-range')]).toEqual([status, text, contentRange]);
  });
});

describe('another person’s file', () => {
  it('does not exist', async () => {
    const id = await uploadFile(li, 'li.txt', Buffer.from('only li'));
    const { id: open } = await beginUpload(li, { name: 'open.txt', size: 3 });
    const missing = { kind: 'not-found' };
    await expect(getFile(wang, id)).rejects.toMatchObject(missing);
    await expect(openFile(wang, id)).rejects.toMatchObject(missing);
    await expect(deleteFile(wang, id)).rejects.toMatchObject(missing);
    await expect(finishUpload(wang, open, {})).rejects.toMatchObject(missing);
    await expect(uploadPart(wang, open, { offset: 0, bytes: Buffer.from('abc') })).rejects.toMatchObject(missing);
    expect((await listFiles(wang, { search: 'li.txt', sort: 'created', order: 'desc', page: 1 })).files).toEqual([]);
  });
});

it('a deleted file keeps its name in the messages that it came with', async () => {
  const id = await uploadFile(li, '合同.txt', Buffer.from('deleted later'));
  const conversation = await createConversation({ ownerId: li.personId });
  const message = await createMessage({ conversationId: conversation.id, text: 'see file' });
  await sqlRunner().query('INSERT INTO message_file (message_id, file_id, position) VALUES ($1, $2, 0)', [
    message.id,
    id,
  ]);
  expect((await getFile(li, id)).usedIn).toBe(1);
  await deleteFile(li, id);
  expect(await getFile(li, id)).toMatchObject({ name: '合同.txt', state: 'deleted' });
  await expect(openFile(li, id)).rejects.toMatchObject({ kind: 'not-found' });
  expect((await listFiles(li, { search: '合同.txt', sort: 'created', order: 'desc', page: 1 })).total).toBe(0);
  expect(await actionsOf(id)).toEqual(['file.uploaded', 'file.deleted']);
});
