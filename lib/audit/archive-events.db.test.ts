import { createHash } from 'node:crypto';
import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { archiveEvents } from '@/lib/audit/archive-events';
import type { AuditEntry } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import { verifyArchive } from '@/lib/audit/verify-archive';
import { verifyLog } from '@/lib/audit/verify-log';
import { getPool, openPool } from '@/lib/db/pool';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { withTransaction } from '@/lib/db/transaction';

const { connectionString } = useTestDatabase();
const entry: AuditEntry = {
  action: 'session.signed_in',
  outcome: 'ok',
  actorId: null,
  actorName: '李华 "\n\u2028',
  details: { a: '\n' },
};
const record = (count: number): Promise<void> =>
  withTransaction((sql) =>
    recordEvents(
      sql,
      Array.from({ length: count }, () => entry),
    ),
  );
const tamper = (statement: string): Promise<unknown> =>
  runAsOwner(connectionString, `SET session_replication_role = 'replica'; ${statement}`);

let appPool: NonNullable<typeof globalThis.yikaPool>;
beforeAll(() => {
  // Archiving is the owner's; see scripts/audit-archive.ts.
  appPool = getPool();
  globalThis.yikaPool = openPool(connectionString);
});
afterAll(async () => {
  const ownerPool = getPool();
  globalThis.yikaPool = appPool;
  await ownerPool.end();
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'yika-archive-'));
  await tamper(
    "DELETE FROM audit_event; DELETE FROM audit_segment; UPDATE audit_head SET seq = 0, at = '1970-01-01', hash = decode(repeat('00', 32), 'hex')",
  );
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const soon = (): Date => new Date(Date.now() + 60_000);
const countEvents = async (): Promise<unknown> =>
  (await getPool().query('SELECT count(*)::int AS n, min(seq)::int AS first FROM audit_event')).rows[0];

describe('archiveEvents', () => {
  it('takes old events out, leaves a chain that fits, and a file that proves itself', async () => {
    await record(2_500);
    const { head } = await verifyLog();
    const file = path.join(folder, 'log.jsonl');
    const [archived] = await archiveEvents({ before: soon(), file, operator: 'root' });
    expect(archived).toMatchObject({
      file,
      firstSeq: 1,
      lastSeq: 2_500,
      sha256: createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    });
    expect(await readdir(folder)).toEqual(['log.jsonl']);
    await expect(verifyArchive(file)).resolves.toMatchObject({
      checked: 2_500,
      firstSeq: 1,
      lastSeq: 2_500,
      prevHash: '00'.repeat(32),
      lastHash: head.hash,
      findings: [],
    });
    // What is left: that it was sealed, and that it was archived.
    expect(await countEvents()).toEqual({ n: 2, first: 2_501 });
    await expect(verifyLog({ expected: head })).resolves.toMatchObject({ checked: 2, firstSeq: 2_501, findings: [] });
    await record(10);
    await expect(verifyLog()).resolves.toMatchObject({ checked: 12, findings: [] });
  });

  it('takes no row out before the name of its file is on disk', async () => {
    await record(3);
    const handle = await open(folder);
    const handles = Object.getPrototypeOf(handle) as typeof handle;
    await handle.close();
    const synced: unknown[] = [];
    const spy = vi.spyOn(handles, 'sync').mockImplementation(async function (this: typeof handle) {
      if ((await this.stat()).isDirectory()) synced.push({ files: await readdir(folder), events: await countEvents() });
    });
    await archiveEvents({ before: soon(), file: path.join(folder, 'log.jsonl'), operator: 'root' }).finally(() =>
      spy.mockRestore(),
    );
    expect(synced).toEqual([{ files: expect.arrayContaining(['log.jsonl']) as unknown, events: { n: 4, first: 1 } }]);
  });

  it('goes on where the last archive ended', async () => {
    await record(5);
    await archiveEvents({ before: soon(), file: path.join(folder, 'one.jsonl'), operator: 'root' });
    await record(5);
    await archiveEvents({ before: soon(), file: path.join(folder, 'two.jsonl'), operator: 'root' });
    const [one, two] = [
      await verifyArchive(path.join(folder, 'one.jsonl')),
      await verifyArchive(path.join(folder, 'two.jsonl')),
    ];
    expect(two).toMatchObject({ firstSeq: 6, lastSeq: 12, prevHash: one.lastHash, findings: [] });
    await expect(verifyLog()).resolves.toMatchObject({ findings: [] });
  });

  it('archives what an interrupted run sealed, each segment by itself', async () => {
    await record(3);
    const { rows } = await getPool().query<{ first_seq: string }>(
      "SELECT * FROM audit_seal(now() + interval '1 minute')",
    );
    expect(rows).toHaveLength(1);
    await withTransaction((sql) => recordEvents(sql, [entry]));
    const archived = await archiveEvents({ before: soon(), file: path.join(folder, 'log.jsonl'), operator: 'root' });
    expect(archived.map(({ file }) => path.basename(file))).toEqual(['log.1-3.jsonl', 'log.jsonl']);
  });

  it('has nothing to do, and does nothing, when nothing is that old', async () => {
    await record(3);
    await expect(
      archiveEvents({ before: new Date('2020-01-01'), file: path.join(folder, 'x'), operator: 'root' }),
    ).rejects.toMatchObject({ code: 'audit-archive-nothing' });
    expect(await countEvents()).toEqual({ n: 3, first: 1 });
  });

  it('removes nothing when the file exists, or an event does not fit its hash', async () => {
    await record(3);
    const file = path.join(folder, 'log.jsonl');
    await writeFile(file, 'mine');
    await expect(archiveEvents({ before: soon(), file, operator: 'root' })).rejects.toMatchObject({
      code: 'audit-archive-failed',
    });
    expect(await readFile(file, 'utf8')).toBe('mine');
    await tamper("UPDATE audit_event SET actor_name = 'x' WHERE seq = 2");
    await expect(
      archiveEvents({ before: soon(), file: path.join(folder, 'other'), operator: 'root' }),
    ).rejects.toMatchObject({
      code: 'audit-archive-failed',
      values: { reason: 'events 2-2 (changed) do not fit their hashes' },
    });
    // Sealed twice, but all there.
    expect(await countEvents()).toEqual({ n: 5, first: 1 });
  });

  it('lets nobody take rows out past it, the owner with triggers in force included', async () => {
    await record(3);
    await archiveEvents({ before: soon(), file: path.join(folder, 'log.jsonl'), operator: 'root' });
    for (const statement of [
      'DELETE FROM audit_event',
      'UPDATE audit_segment SET last_seq = 2',
      'UPDATE audit_segment SET archived_at = NULL',
      "SELECT audit_remove_segment(1, sha256('x'))",
      "SELECT audit_remove_segment(4, sha256('x'))",
    ]) {
      await expect(getPool().query(statement), statement).rejects.toThrow();
    }
    for (const statement of [
      'SELECT audit_seal(now())',
      "SELECT audit_remove_segment(4, sha256('x'))",
      'INSERT INTO audit_segment SELECT 9, 9, first_at, last_at, prev_hash, last_hash, sealed_at FROM audit_segment',
    ]) {
      await expect(appPool.query(statement), statement).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('finds tampering with segments', async () => {
    await record(5);
    await archiveEvents({ before: soon(), file: path.join(folder, 'one.jsonl'), operator: 'root' });
    await record(5);
    await withTransaction(async (sql) => {
      await sql.query("SELECT audit_seal(now() + interval '1 minute')");
    });
    // Sealed without the event that says so.
    expect((await verifyLog()).findings).toEqual([{ kind: 'segment', fromSeq: 6, toSeq: 12 }]);
    await tamper('DELETE FROM audit_segment WHERE first_seq = 6');
    for (const [statement, finding] of [
      [
        "UPDATE audit_segment SET last_hash = sha256('x') WHERE first_seq = 1",
        { kind: 'unlinked', fromSeq: 5, toSeq: 6 },
      ],
      ['UPDATE audit_segment SET last_seq = 6 WHERE first_seq = 1', { kind: 'segment', fromSeq: 1, toSeq: 5 }],
      [
        "UPDATE audit_segment SET prev_hash = sha256('x') WHERE first_seq = 1",
        { kind: 'segment', fromSeq: 1, toSeq: 5 },
      ],
      ['DELETE FROM audit_segment', { kind: 'missing', fromSeq: 1, toSeq: 5 }],
    ] as const) {
      const { rows } = await getPool().query<{ row: string }>('SELECT t::text AS row FROM audit_segment t');
      await tamper(statement);
      expect((await verifyLog()).findings, statement).toContainEqual(finding);
      await tamper('DELETE FROM audit_segment');
      for (const { row } of rows)
        await runAsOwner(connectionString, 'INSERT INTO audit_segment SELECT ($1::text::audit_segment).*', [row]);
    }
    expect((await verifyLog()).findings).toEqual([]);
  });
});

describe('verifyArchive', () => {
  it('finds every kind of tampering with the file', async () => {
    await record(10);
    const file = path.join(folder, 'log.jsonl');
    await archiveEvents({ before: soon(), file, operator: 'root' });
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const check = async (changed: readonly string[]): Promise<unknown> => {
      await writeFile(file, `${changed.join('\n')}\n`);
      return (await verifyArchive(file)).findings;
    };
    expect(await check(lines)).toEqual([]);
    expect(
      await check(
        lines.map((line, index) => (index === 4 ? line.replace('session.signed_in', 'session.refused') : line)),
      ),
    ).toEqual([{ kind: 'changed', fromSeq: 4, toSeq: 4 }]);
    expect(await check(lines.toSpliced(4, 1))).toEqual([{ kind: 'missing', fromSeq: 4, toSeq: 4 }]);
    expect(await check(lines.slice(0, -2))).toEqual([{ kind: 'cut-off', fromSeq: 9, toSeq: 10 }]);
    expect(await check(lines.toSpliced(5, 0, lines[4] ?? ''))).toEqual([{ kind: 'inserted', fromSeq: 4, toSeq: 4 }]);
    expect(await check(lines.toSpliced(4, 2, lines[5] ?? '', lines[4] ?? ''))).not.toEqual([]);
    await expect(check(['{"hello":1}'])).rejects.toMatchObject({ code: 'audit-archive-unreadable' });
    await expect(verifyArchive(path.join(folder, 'none'))).rejects.toMatchObject({ code: 'audit-archive-unreadable' });
  });
});
