import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Principal } from '@/lib/auth/contracts';
import { setEnvironment } from '@/lib/config/environment';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { sqlRunner } from '@/lib/db/transaction';
import { startDocuments, stopDocuments } from '@/lib/documents/start-documents';
import { startFakeClamd } from '@/lib/documents/testing/fake-clamd';
import { getFile } from '@/lib/files/get-file';
import { openFile } from '@/lib/files/open-file';
import { readBlocks } from '@/lib/files/read-blocks';
import { createOwner, uploadFile } from '@/lib/files/testing/upload-file';

useTestDatabase();

let folder: string;
let socketPath: string;
let clamd: Server | undefined;
let li: Principal;
let wang: Principal;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'yika-scan-'));
  socketPath = path.join(folder, 'clamd.sock');
  setEnvironment({ DATA_DIR: folder, CLAMD: socketPath });
  [li, wang] = await Promise.all([createOwner(), createOwner()]);
});
afterEach(stopDocuments);
afterAll(async () => {
  clamd?.close();
  setEnvironment({ CLAMD: '' });
  await rm(folder, { recursive: true });
});

/** Reading a document starts a process, on a machine that may be busy. */
const PATIENCE = { timeout: 20_000 };
const READ = { from: 0, limit: 1 };
const unchecked = { code: 'file-not-checked' };
const jobOf = async (id: string) =>
  (
    await sqlRunner().query<{ state: string; code: string | null }>(
      `SELECT state::text, error ->> 'code' AS code FROM job WHERE key = (SELECT reading_id::text FROM file WHERE id = $1)`,
      [id],
    )
  ).rows[0];

it('while the scanner is away nothing is used; then a file that passes can be, and a threat is removed', async () => {
  const [clean, evil] = [await uploadFile(li, 'clean.txt', 'good text'), await uploadFile(li, 'evil.txt', 'EVIL text')];
  startDocuments();
  const waits = { state: 'waiting', code: 'file-scanner-unavailable' };
  await expect.poll(() => jobOf(clean), PATIENCE).toEqual(waits);
  await expect.poll(() => jobOf(evil), PATIENCE).toEqual(waits);
  await expect(openFile(li, clean)).rejects.toMatchObject(unchecked);
  await expect(readBlocks(li, clean, READ)).rejects.toMatchObject(unchecked);

  clamd = await startFakeClamd({ path: socketPath });
  await sqlRunner().query('UPDATE job SET run_at = now()');
  await expect.poll(async () => (await getFile(li, clean)).state, PATIENCE).toBe('ready');
  await expect.poll(async () => (await getFile(li, evil)).error, PATIENCE).toBe('file-threat');
  expect((await openFile(li, clean)).size).toBe(9);
  await expect(openFile(li, evil)).rejects.toMatchObject({ code: 'file-threat' });
  await expect(readBlocks(li, evil, READ)).rejects.toMatchObject({ code: 'file-threat' });
  const parts = await sqlRunner().query(
    'SELECT FROM file_part WHERE content_id = (SELECT content_id FROM file WHERE id = $1)',
    [evil],
  );
  expect(parts.rows).toEqual([]);
  const events = await sqlRunner().query(
    `SELECT outcome FROM audit_event WHERE action = 'file.scanned' AND target_id IN ($1, $2) ORDER BY outcome`,
    [clean, evil],
  );
  expect(events.rows).toEqual([{ outcome: 'ok' }, { outcome: 'refused' }]);

  await stopDocuments();
  for (const name of ['other.txt', 'other.csv']) {
    const again = await getFile(wang, await uploadFile(wang, name, 'EVIL text'));
    expect(again).toMatchObject({ state: 'failed', error: 'file-threat' });
  }
});
