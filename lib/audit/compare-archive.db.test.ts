import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { archiveEvents } from '@/lib/audit/archive-events';
import { compareArchive } from '@/lib/audit/compare-archive';
import type { AuditFinding } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import { verifyArchive } from '@/lib/audit/verify-archive';
import { getPool, openPool } from '@/lib/db/pool';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { withTransaction } from '@/lib/db/transaction';

const { connectionString } = useTestDatabase();
const tamper = (statement: string): Promise<unknown> =>
  runAsOwner(connectionString, `SET session_replication_role = 'replica'; ${statement}`);
const fileOf = (name: string): string => path.join(folder, name);
const compare = async (name: string): Promise<readonly AuditFinding[]> =>
  compareArchive(await verifyArchive(fileOf(name)));

async function archive(name: string): Promise<void> {
  await withTransaction((sql) =>
    recordEvents(
      sql,
      Array.from({ length: 5 }, () => ({
        action: 'session.signed_in',
        outcome: 'ok',
        actorId: null,
        actorName: '李华',
      })),
    ),
  );
  await archiveEvents({ before: new Date(Date.now() + 60_000), file: fileOf(name), operator: 'root' });
}

let folder: string;
beforeAll(async () => {
  await getPool().end();
  globalThis.yikaPool = openPool(connectionString);
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'yika-compare-'));
  await tamper(
    "DELETE FROM audit_event; DELETE FROM audit_segment; UPDATE audit_head SET seq = 0, at = '1970-01-01', hash = decode(repeat('00', 32), 'hex')",
  );
  for (const name of ['one', 'two']) await archive(name);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ONE: AuditFinding = { kind: 'segment', fromSeq: 1, toSeq: 5 };
const TWO: AuditFinding = { kind: 'segment', fromSeq: 6, toSeq: 12 };

describe('compareArchive', () => {
  it('has nothing against archives as they were written, the last or earlier ones', async () => {
    expect([await compare('one'), await compare('two')]).toEqual([[], []]);
  });

  it('finds a file that fits by itself and is not the one that was archived', async () => {
    // JSON with a space more: the same events, other bytes.
    await writeFile(
      fileOf('one'),
      (await readFile(fileOf('one'), 'utf8')).replace('{"yikaAudit":1,', '{"yikaAudit": 1,'),
    );
    expect((await verifyArchive(fileOf('one'))).findings).toEqual([]);
    expect([await compare('one'), await compare('two')]).toEqual([[ONE], []]);
  });

  it('finds a changed row, and a row that is gone', async () => {
    for (const change of [
      "file_sha256 = sha256('x')",
      "last_hash = sha256('x')",
      "prev_hash = sha256('x')",
      'last_seq = last_seq + 1',
    ]) {
      await tamper(
        `CREATE TABLE kept AS SELECT * FROM audit_segment; UPDATE audit_segment SET ${change} WHERE first_seq = 6`,
      );
      expect([await compare('one'), await compare('two')], change).toEqual([[], [TWO]]);
      await tamper('DELETE FROM audit_segment; INSERT INTO audit_segment SELECT * FROM kept; DROP TABLE kept');
    }
    await tamper('DELETE FROM audit_segment');
    expect([await compare('one'), await compare('two')]).toEqual([[ONE], [TWO]]);
  });

  it('finds a changed event, and one that is gone', async () => {
    await tamper(
      "UPDATE audit_event SET details = replace(details, '\"count\":7', '\"count\":8') WHERE action = 'audit.archived'",
    );
    expect(await compare('two')).toEqual([TWO]);
    await tamper("DELETE FROM audit_event WHERE action = 'audit.archived'");
    // The event of the first went into the second archive.
    expect([await compare('one'), await compare('two')]).toEqual([[], [TWO]]);
  });

  it('finds a row and a file that were changed together', async () => {
    const text = (await readFile(fileOf('two'), 'utf8')).replace('{"yikaAudit":1,', '{"yikaAudit": 1,');
    await writeFile(fileOf('two'), text);
    const { sha256 } = await verifyArchive(fileOf('two'));
    await tamper(`UPDATE audit_segment SET file_sha256 = decode('${sha256}', 'hex') WHERE first_seq = 6`);
    expect(await compare('two')).toEqual([TWO]);
  });

  it('takes the file of an archiving that was interrupted for what it is', async () => {
    // The file is there, then the removal fails.
    await runAsOwner(
      connectionString,
      "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'away'; END $$; CREATE TRIGGER away BEFORE DELETE ON audit_event EXECUTE FUNCTION fail()",
    );
    await expect(archive('three')).rejects.toMatchObject({ code: 'audit-archive-failed' });
    await runAsOwner(connectionString, 'DROP TRIGGER away ON audit_event; DROP FUNCTION fail()');
    expect(await compare('three')).toEqual([]);
  });
});
