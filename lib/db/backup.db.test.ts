import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readBackup, writeBackup } from '@/lib/db/backup';
import { BATCH_CHARACTERS, beginSnapshot, readRows } from '@/lib/db/internal/db-backup-sql';
import { cloneDatabase, dropDatabase } from '@/lib/db/internal/db-cluster-sql';
import { getPool } from '@/lib/db/pool';
import { createConversation, createMessage, createPerson, createRun } from '@/lib/db/testing/seed';
import { TEMPLATE_DATABASE } from '@/lib/db/testing/start-test-database';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';

const { connectionString } = useTestDatabase();
const now = new Date('2026-11-22T12:00:00Z');

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'yika-backup-'));
  file = path.join(folder, 'yika.jsonl.gz');
  const person = await createPerson({ name: '李华 "quoted" \\ \n \u2028 line' });
  const conversation = await createConversation({ ownerId: person.id, title: '合同\t摘要' });
  let parentId: string | null = null;
  // Newest first in the file is as likely as oldest first: children may come before their parents.
  for (let index = 0; index < 1_200; index += 1)
    parentId = (await createMessage({ conversationId: conversation.id, parentId, text: `第 ${index} 条 🎉` })).id;
  await createRun({ personId: person.id, conversationId: conversation.id });
  await getPool().query(
    `SELECT audit_append('[{"action": "session.signed_in", "outcome": "ok", "actor_name": "李华", "details": "{}"}, {"action": "session.signed_out", "outcome": "ok", "actor_name": "李华", "details": "{}"}]')`,
  );
  await getPool().query(
    "INSERT INTO search_entry (id, owner_id, conversation_id, is_title, tokens, created_at) SELECT $1, $2, $3, true, to_tsvector('simple', '合同 it''s'), now()",
    [crypto.randomUUID(), person.id, conversation.id],
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Every row of every table as text, to compare databases by. */
async function dump(url: string): Promise<Record<string, unknown>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '_prisma_migrations' ORDER BY 1",
    );
    const entries = [];
    for (const { name } of tables)
      entries.push([
        name,
        (
          await client.query<{ row: string }>(`SELECT t::text AS row FROM ${pg.escapeIdentifier(name)} t ORDER BY 1`)
        ).rows.map(({ row }) => row),
      ] as const);
    return Object.fromEntries(entries);
  } finally {
    await client.end();
  }
}

async function withEmptyDatabase(work: (url: string) => Promise<void>): Promise<void> {
  const name = `restore_${crypto.randomUUID().replaceAll('-', '')}`;
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  await cloneDatabase(inject('testAdminUrl'), TEMPLATE_DATABASE, name);
  try {
    await work(url.href);
  } finally {
    await dropDatabase(inject('testAdminUrl'), name);
  }
}

describe('backup and restore', () => {
  it('holds few rows in memory where they are large', async () => {
    // More than is held in memory at once.
    await getPool().query(
      `WITH content AS (INSERT INTO file_content (id, size, data_key, key_id, created_at) VALUES (gen_random_uuid(), 0, '', 'k', now()) RETURNING id)
       INSERT INTO file_part SELECT id, part, decode(repeat(md5(part::text), 65536 / 2), 'hex') FROM content, generate_series(1, 40) part`,
    );
    const client = await getPool().connect();
    const sizes: number[] = [];
    await beginSnapshot(client);
    for await (const rows of readRows(client, 'file_part')) sizes.push(rows.join('').length);
    await client.query('ROLLBACK');
    client.release();
    await getPool().query('DELETE FROM file_content');
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(40_000_000);
    expect(Math.max(...sizes)).toBeLessThan(1.5 * BATCH_CHARACTERS);
  });

  it('brings back every row of every table, exactly, with constraints and triggers in force', async () => {
    const written = await writeBackup(connectionString, file, now);
    expect(await readdir(folder)).toEqual(['yika.jsonl.gz']);
    await withEmptyDatabase(async (url) => {
      await expect(readBackup(url, file)).resolves.toBe(written);
      expect(await dump(url)).toEqual(await dump(connectionString));
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      const { rows: chain } = await client.query(
        'SELECT count(*)::int AS events, count(*) FILTER (WHERE hash = sha256(prev_hash || audit_canonical(e)))::int AS whole FROM audit_event e',
      );
      expect(chain).toEqual([{ events: 2, whole: 2 }]);
      await expect(client.query('DELETE FROM audit_event')).rejects.toMatchObject({ code: '42501' });
      await expect(
        client.query(
          'INSERT INTO conversation (id, owner_id, title) VALUES (gen_random_uuid(), gen_random_uuid(), $1)',
          ['x'],
        ),
      ).rejects.toMatchObject({ code: '23503' });
      const { rows } = await client.query("SELECT count(*)::int AS resting FROM pg_trigger WHERE tgenabled = 'D'");
      expect(rows).toEqual([{ resting: 0 }]);
      await client.end();
    });
  });

  it('makes the restored copy an installation of its own, so that its cookies are not those of the original', async () => {
    await getPool().query(
      `INSERT INTO setting (key, value, updated_at) VALUES ('installation-id', '"original"', now()), ('kept', '1', now())`,
    );
    const copy = path.join(folder, 'copy.jsonl.gz');
    await writeBackup(connectionString, copy, now);
    await withEmptyDatabase(async (url) => {
      await readBackup(url, copy);
      expect((await dump(url)).setting).toEqual([expect.stringContaining('kept')]);
    });
    await rm(copy);
  });

  it('restores nothing from a file that is cut off, of another kind, or of a newer version', async () => {
    const content = await readFile(file);
    const text = gunzipSync(content).toString();
    const cases = [
      content.subarray(0, content.length - 200),
      gzipSync(text.split('\n').slice(0, -2).join('\n')),
      gzipSync('{"hello":1}\n'),
      gzipSync(text.replace('"migrations":[', '"migrations":["20990101000000_later",')),
      Buffer.from('no gzip'),
    ];
    await withEmptyDatabase(async (url) => {
      const before = await dump(url);
      for (const [index, broken] of cases.entries()) {
        const brokenFile = path.join(folder, `broken-${index}`);
        await writeFile(brokenFile, broken);
        await expect(readBackup(url, brokenFile)).rejects.toMatchObject({ code: 'restore-failed' });
        await rm(brokenFile);
      }
      expect(await dump(url)).toEqual(before);
    });
  });

  it('does not touch a database that is in use', async () => {
    const before = await dump(connectionString);
    await expect(readBackup(connectionString, file)).rejects.toMatchObject({ code: 'restore-failed' });
    expect(await dump(connectionString)).toEqual(before);
  });

  it('leaves no half-written file behind', async () => {
    await expect(writeBackup(connectionString, path.join(folder, 'no/such/folder/x.gz'), now)).rejects.toMatchObject({
      code: 'backup-failed',
    });
    expect(await readdir(folder)).toEqual(['yika.jsonl.gz']);
  });
});
