/** Archived segments against the events that must speak of them. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { archiveEvents } from '@/lib/audit/archive-events';
import { canonicalJson } from '@/lib/audit/canonical-json';
import type { AuditEntry, AuditFinding } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import { verifyLog } from '@/lib/audit/verify-log';
import { readBackup, writeBackup } from '@/lib/db/backup';
import { getPool, openPool } from '@/lib/db/pool';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { TEMPLATE_DATABASE } from '@/lib/db/testing/start-test-database';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { withTransaction } from '@/lib/db/transaction';

const { connectionString } = useTestDatabase();
const EVENTS = 30;
const entry: AuditEntry = { action: 'session.signed_in', outcome: 'ok', actorId: null, actorName: '李华' };
const record = (count: number): Promise<void> =>
  withTransaction((sql) =>
    recordEvents(
      sql,
      Array.from({ length: count }, () => entry),
    ),
  );
/** What a superuser does who wants to hide something: every trigger is out of the way. */
const tamper = (...statements: readonly string[]): Promise<unknown> =>
  runAsOwner(connectionString, ["SET session_replication_role = 'replica'", ...statements].join('; '));
const soon = (): Date => new Date(Date.now() + 60_000);
const archive = (name: string): Promise<unknown> =>
  archiveEvents({ before: soon(), file: path.join(folder, name), operator: 'root "\u0007' });
const findings = async (): Promise<readonly AuditFinding[]> => (await verifyLog()).findings;
const segment = (fromSeq: number, toSeq: number): AuditFinding => ({ kind: 'segment', fromSeq, toSeq });

async function archivedEvents(): Promise<{ seq: number; actor: string; details: string }[]> {
  const { rows } = await getPool().query(
    "SELECT seq::int AS seq, actor_name AS actor, details FROM audit_event WHERE action = 'audit.archived' AND actor_id IS NULL AND target_kind = 'audit' AND outcome = 'ok' ORDER BY seq",
  );
  return z.array(z.object({ seq: z.number(), actor: z.string(), details: z.string() })).parse(rows);
}

let folder: string;
beforeAll(async () => {
  await getPool().end();
  globalThis.yikaPool = openPool(connectionString);
  // How rows were taken out before the function recorded it.
  const migration = await readFile('prisma/migrations/20261122000510_audit_segments/migration.sql', 'utf8');
  const [before = ''] = /CREATE FUNCTION "audit_remove_segment"[^]*?END \$\$;/.exec(migration) ?? [];
  await getPool().query(before.replace('audit_remove_segment', 'remove_segment_silently'));
});
afterAll(() => getPool().query('DROP FUNCTION remove_segment_silently'));
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'yika-segments-'));
  await tamper(
    'DELETE FROM audit_event',
    'DELETE FROM audit_segment',
    "UPDATE audit_head SET seq = 0, at = '1970-01-01', hash = decode(repeat('00', 32), 'hex')",
  );
  await record(EVENTS);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A row for events as if they had been archived, and the events gone. */
const feign = (first: number, last: number): Promise<unknown> =>
  tamper(
    `INSERT INTO audit_segment (first_seq, last_seq, first_at, last_at, prev_hash, last_hash, sealed_at, archived_at, file_sha256)
     SELECT f.seq, l.seq, f.at, l.at, f.prev_hash, l.hash, now(), now(), sha256('nothing') FROM audit_event f, audit_event l WHERE f.seq = ${first} AND l.seq = ${last}`,
    `DELETE FROM audit_event WHERE seq <= ${last}`,
  );

describe('a removal that is made to look like an archive', () => {
  it('is found: the beginning of the log', async () => {
    const { head } = await verifyLog();
    const inside =
      (await getPool().query<{ hash: Buffer }>('SELECT hash FROM audit_event WHERE seq = 7')).rows[0]?.hash.toString(
        'hex',
      ) ?? '';
    await feign(1, 20);
    expect(await findings()).toEqual([segment(1, 20)]);
    expect((await verifyLog({ expected: head })).findings).toEqual([segment(1, 20)]);
    // Nobody is sent to look for an archive that never was.
    expect((await verifyLog({ expected: { seq: 7, hash: inside } })).findings).toEqual([segment(1, 20)]);
  });

  it('is found: all of the log', async () => {
    const { head } = await verifyLog();
    await feign(1, EVENTS);
    for (const expected of [head, { seq: 7, hash: head.hash }])
      expect(await verifyLog({ expected })).toMatchObject({ checked: 0, findings: [segment(1, EVENTS)] });
    expect(await findings()).toEqual([segment(1, EVENTS)]);
  });

  it('is found: what follows a true archive, as a segment of its own or as more of that one', async () => {
    await archive('one');
    await record(10);
    const { head } = await verifyLog();
    await feign(EVENTS + 1, head.seq);
    expect((await verifyLog({ expected: head })).findings).toEqual([segment(EVENTS + 1, head.seq)]);
    await tamper(
      `DELETE FROM audit_segment WHERE first_seq > 1`,
      `UPDATE audit_segment SET last_seq = ${head.seq}, last_hash = (SELECT hash FROM audit_head)`,
    );
    expect((await verifyLog({ expected: head })).findings).toEqual([segment(1, head.seq)]);
  });

  it('is found by the owner’s functions, which record who did it', async () => {
    const { head } = await verifyLog();
    await getPool().query('SELECT audit_seal(clock_timestamp())');
    await getPool().query("SELECT audit_remove_segment(1, sha256('nothing'))");
    expect(await verifyLog({ expected: head })).toMatchObject({
      checked: 1,
      firstSeq: EVENTS + 1,
      findings: [segment(1, EVENTS)],
    });
    const user = decodeURIComponent(new URL(connectionString).username);
    expect(await archivedEvents()).toMatchObject([
      { seq: EVENTS + 1, actor: user, details: expect.stringContaining('"file":null') as string },
    ]);
  });

  it('is found where the functions were used before they recorded it', async () => {
    const { head } = await verifyLog();
    await getPool().query('SELECT audit_seal(clock_timestamp())');
    await getPool().query("SELECT remove_segment_silently(1, sha256('nothing'))");
    expect(await verifyLog({ expected: head })).toMatchObject({ checked: 0, findings: [segment(1, EVENTS)] });
  });
});

describe('true archives', () => {
  it('are recorded once each, by the operator, in canonical JSON', async () => {
    await archive('日志 "一"\t.jsonl');
    const [event, ...others] = await archivedEvents();
    expect(others).toEqual([]);
    expect(event).toMatchObject({ seq: EVENTS + 2, actor: 'root "\u0007' });
    const details: unknown = JSON.parse(event?.details ?? '');
    expect(details).toMatchObject({
      file: '日志 "一"\t.jsonl',
      firstSeq: 1,
      lastSeq: EVENTS,
      count: EVENTS,
      prevHash: '00'.repeat(32),
    });
    expect(event?.details).toBe(canonicalJson(details));
    expect(await findings()).toEqual([]);
  });

  it('fit, several of them, with sealed segments that stay, and after what an older Yika archived', async () => {
    const { rows } = await getPool().query(
      'SELECT encode(prev_hash, \'hex\') AS "prevHash", encode(last_hash, \'hex\') AS "lastHash" FROM audit_seal(clock_timestamp())',
    );
    const details = {
      firstSeq: 1,
      lastSeq: EVENTS,
      count: EVENTS,
      ...z.tuple([z.object({ prevHash: z.string(), lastHash: z.string() })]).parse(rows)[0],
    };
    const event = { outcome: 'ok', actorId: null, actorName: 'root', targetKind: 'audit' } as const;
    await withTransaction((sql) => recordEvents(sql, [{ ...event, action: 'audit.sealed', details }]));
    expect(await findings()).toEqual([]);
    await withTransaction(async (sql) => {
      await sql.query("SELECT remove_segment_silently(1, sha256('one'))");
      await recordEvents(sql, [
        {
          ...event,
          action: 'audit.archived',
          details: {
            ...details,
            file: 'one',
            fileSha256: (await sql.query<{ hash: string }>("SELECT encode(sha256('one'), 'hex') AS hash")).rows[0]
              ?.hash,
          },
        },
      ]);
    });
    expect(await findings()).toEqual([]);
    const { head } = await verifyLog();
    for (const name of ['two', 'three', 'four']) {
      await record(3);
      await archive(name);
      expect(await findings(), name).toEqual([]);
    }
    expect((await verifyLog({ expected: { seq: EVENTS, hash: details.lastHash } })).findings).toEqual([]);
    await expect(verifyLog({ expected: head })).rejects.toMatchObject({ code: 'audit-expected-archived' });
    // Sealed, and then its file could not be written.
    await expect(archive('four')).rejects.toMatchObject({ code: 'audit-archive-failed' });
    expect(await findings()).toEqual([]);
    await archive('five');
    expect(await findings()).toEqual([]);
  });

  it.each([
    "file_sha256 = sha256('other')",
    'file_sha256 = NULL',
    "last_hash = sha256('x')",
    "prev_hash = sha256('x')",
    'last_seq = last_seq - 1',
    'archived_at = NULL',
  ])('are found to have a changed row: %s', async (change) => {
    await archive('one');
    await record(3);
    await tamper(`UPDATE audit_segment SET ${change}`);
    expect(await findings()).toContainEqual(segment(1, EVENTS));
  });

  it('are found to have a changed row although they are not the last, as long as their event is here', async () => {
    await withTransaction((sql) => sql.query('SELECT audit_seal(clock_timestamp())'));
    await record(3);
    // Both in one run: their events follow each other.
    await archive('two');
    expect((await archivedEvents()).map(({ seq }) => seq)).toEqual([EVENTS + 5, EVENTS + 6]);
    expect(await findings()).toEqual([]);
    await tamper("UPDATE audit_segment SET file_sha256 = sha256('x') WHERE first_seq = 1");
    expect(await findings()).toEqual([segment(1, EVENTS)]);
  });

  it('are found to have lost their event, or their row', async () => {
    await archive('one');
    const rehash = 'UPDATE audit_event e SET hash = sha256(prev_hash || audit_canonical(e))';
    await tamper(
      `UPDATE audit_event SET action = 'audit.exported' WHERE action = 'audit.archived'`,
      rehash,
      'UPDATE audit_head SET hash = (SELECT hash FROM audit_event ORDER BY seq DESC LIMIT 1)',
    );
    expect(await findings()).toEqual([segment(1, EVENTS)]);
    await tamper(
      `UPDATE audit_event SET action = 'audit.archived' WHERE action = 'audit.exported'`,
      rehash,
      'UPDATE audit_head SET hash = (SELECT hash FROM audit_event ORDER BY seq DESC LIMIT 1)',
    );
    expect(await findings()).toEqual([]);
    await tamper('DELETE FROM audit_segment');
    expect(await findings()).toContainEqual(segment(1, EVENTS));
  });

  it('fit in a restored backup', async () => {
    await archive('one');
    await record(3);
    await archive('two');
    const { head } = await verifyLog();
    const backup = path.join(folder, 'backup.gz');
    await writeBackup(connectionString, backup, new Date());
    const name = `restored_${crypto.randomUUID().replaceAll('-', '')}`;
    const url = new URL(connectionString);
    url.pathname = `/${name}`;
    await runAsOwner(inject('testAdminUrl'), `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE}`);
    const pool = getPool();
    try {
      await readBackup(url.href, backup);
      globalThis.yikaPool = openPool(url.href);
      await expect(verifyLog({ expected: head })).resolves.toMatchObject({ firstSeq: EVENTS + 6, findings: [] });
      await archive('three');
      expect(await findings()).toEqual([]);
    } finally {
      await getPool().end();
      globalThis.yikaPool = pool;
      await runAsOwner(inject('testAdminUrl'), `DROP DATABASE ${name} WITH (FORCE)`);
    }
  });
});

it('takes rows out for the owner alone, and with the hash of a file', async () => {
  await runAsOwner(connectionString, 'SELECT audit_seal(clock_timestamp())');
  for (const call of ["audit_remove_segment(1, sha256('x'))", "audit_remove_segment(1, sha256('x'), 'root', 'x')"]) {
    await expect(runAsOwner(connectionString, `SET ROLE yika_app; SELECT ${call}`), call).rejects.toMatchObject({
      code: '42501',
    });
  }
  await expect(getPool().query('SELECT audit_remove_segment(1, NULL)')).rejects.toThrow(
    'segment 1 is not the next one to archive',
  );
});
