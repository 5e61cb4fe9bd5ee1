import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AuditEntry } from '@/lib/audit/contracts';
import { eventRow, recordEvents, recordRows } from '@/lib/audit/record-events';
import { inTransaction } from '@/lib/db/in-transaction';
import { getPool } from '@/lib/db/pool';
import { deleteSetting, putSetting, readSetting } from '@/lib/db/settings';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { withTransaction } from '@/lib/db/transaction';

const { connectionString } = useTestDatabase();

const entry: AuditEntry = {
  action: 'session.signed_in',
  outcome: 'ok',
  actorId: crypto.randomUUID(),
  actorName: '李华',
};

const rowSchema = z.object({
  seq: z.string(),
  prev_hash: z.instanceof(Buffer),
  hash: z.instanceof(Buffer),
  canonical: z.instanceof(Buffer),
  actor_name: z.string(),
  details: z.string(),
});

async function readLog(): Promise<z.infer<typeof rowSchema>[]> {
  const { rows } = await getPool().query(
    'SELECT e.*, e.seq::text AS seq, audit_canonical(e) AS canonical FROM audit_event e ORDER BY e.seq',
  );
  return z.array(rowSchema).parse(rows);
}

describe('recordEvents', () => {
  it('chains events in order, from 32 zero bytes on, with the head at the last one', async () => {
    await withTransaction((sql) =>
      recordEvents(sql, [entry, { ...entry, actorName: 'b\0\uD800', details: { z: 1, a: '\0é' } }]),
    );
    await withTransaction((sql) => recordEvents(sql, [{ ...entry, actorName: 'x'.repeat(500) }]));
    const log = await readLog();
    let previous: Buffer = Buffer.alloc(32);
    for (const [index, row] of log.entries()) {
      expect(row.seq).toBe(String(index + 1));
      expect(row.prev_hash).toEqual(previous);
      expect(row.hash).toEqual(createHash('sha256').update(previous).update(row.canonical).digest());
      previous = row.hash;
    }
    expect(log.map((row) => row.actor_name)).toEqual(['李华', 'b\u{FFFD}\u{FFFD}', 'x'.repeat(200)]);
    expect(log[1]?.details).toBe('{"a":"\\u0000é","z":1}');
    const { rows } = await getPool().query('SELECT seq::int, hash FROM audit_head');
    expect(rows).toEqual([{ seq: 3, hash: previous }]);
  });

  it('shortens what is too long and keeps the rest: no caller hides the outcome behind a flood of arguments', async () => {
    const last = async (): Promise<unknown> => JSON.parse((await readLog()).at(-1)?.details ?? '');
    const flood = { text: 'x'.repeat(60_000) };
    await withTransaction((sql) =>
      recordEvents(sql, [
        { ...entry, details: { argumentHash: 'a', arguments: flood, durationMs: 7, gone: undefined, resultHash: 'r' } },
      ]),
    );
    expect(await last()).toEqual({
      argumentHash: 'a',
      arguments: { cutFrom: 60_011, start: `{"text":"${'x'.repeat(4_087)}` },
      durationMs: 7,
      resultHash: 'r',
    });
    await withTransaction((sql) =>
      recordEvents(sql, [
        { ...entry, details: Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`m${index}`, flood])) },
      ]),
    );
    expect(await last()).toMatchObject({
      cutFrom: 1_200_351,
      start: expect.stringMatching(/^\{"m0":\{"text":"x+$/) as string,
    });
  });

  it('keeps the session of who did it with the details, however they are cut', async () => {
    const sessionId = crypto.randomUUID();
    const flood = 'x'.repeat(60_000);
    const short = { cutFrom: 60_002, start: `"${flood.slice(0, 4_095)}` };
    for (const [details, kept] of [
      [undefined, {}],
      [{ a: 1, sessionId: 'forged' }, { a: 1 }],
      [{ arguments: flood }, { arguments: short }],
      [
        Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`m${index}`, flood])),
        { cutFrom: 1_200_222, start: expect.stringMatching(/^\{"m0":"x+$/) as string },
      ],
    ] as const) {
      await withTransaction((sql) =>
        recordEvents(sql, [{ ...entry, sessionId, ...(details === undefined ? {} : { details }) }]),
      );
      expect(JSON.parse((await readLog()).at(-1)?.details ?? '')).toEqual({ ...kept, sessionId });
    }
  });

  it('is rolled back with what it records', async () => {
    const before = await readLog();
    await expect(
      withTransaction(async (sql) => {
        await recordEvents(sql, [entry]);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await readLog()).toEqual(before);
  });

  it('is committed, or rolled back, with what Prisma changed in the same transaction', async () => {
    const before = (await readLog()).length;
    const change = (value: string, fails: boolean): Promise<void> =>
      inTransaction(async ({ prisma, sql }) => {
        await recordEvents(sql, [entry]);
        await putSetting('changed', value, prisma);
        if (fails) await sql.query('SELECT 1 / 0');
      });
    await change('once', false);
    await expect(change('twice', true)).rejects.toMatchObject({ code: '22012' });
    expect(await readSetting('changed')).toBe('once');
    expect(await readLog()).toHaveLength(before + 1);
    // The log refuses the event: what Prisma changed is undone.
    await expect(
      inTransaction(async ({ prisma, sql }) => {
        await putSetting('changed', 'never', prisma);
        await recordRows(sql, [{ ...eventRow(entry), run_id: 'no uuid' }]);
      }),
    ).rejects.toThrow();
    expect(await readSetting('changed')).toBe('once');
    await deleteSetting('changed');
  });

  it('writes as the last of a transaction, so that nobody who holds the chain waits for a row', async () => {
    const before = (await readLog()).length;
    await getPool().query(
      "INSERT INTO setting (key, value, updated_at) VALUES ('one', '1', now()), ('two', '2', now())",
    );
    const change = (first: string, second: string): Promise<void> =>
      withTransaction(async (sql) => {
        await sql.query('UPDATE setting SET updated_at = now() WHERE key = $1', [first]);
        await recordEvents(sql, [entry]);
        // With the chain locked already this would be a deadlock: another one has the row and wants the chain.
        await sql.query('UPDATE setting SET updated_at = now() WHERE key = $1', [second]);
        await recordEvents(sql, [entry]);
      });
    await Promise.all(Array.from({ length: 20 }, () => change('one', 'two')));
    expect(await readLog()).toHaveLength(before + 40);
  });

  it('keeps one chain without gaps under 20 writers at once', async () => {
    const before = (await readLog()).length;
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        for (let index = 0; index < 10; index += 1) await withTransaction((sql) => recordEvents(sql, [entry, entry]));
      }),
    );
    const log = await readLog();
    expect(log).toHaveLength(before + 400);
    for (const [index, row] of log.entries()) expect(row.prev_hash).toEqual(log[index - 1]?.hash ?? Buffer.alloc(32));
  });

  it('refuses every change, by the app and by the owner of the tables', async () => {
    for (const statement of [
      "UPDATE audit_event SET actor_name = 'x' WHERE seq = 1",
      'DELETE FROM audit_event WHERE seq = 1',
      'TRUNCATE audit_event',
      'UPDATE audit_head SET seq = 1',
      'DELETE FROM audit_head',
      'TRUNCATE audit_head',
      'DELETE FROM audit_segment',
      'TRUNCATE audit_segment',
      'INSERT INTO audit_head SELECT 2, seq, at, hash FROM audit_head',
    ]) {
      await expect(runAsOwner(connectionString, statement), statement).rejects.toMatchObject({ code: '42501' });
      await expect(getPool().query(statement), statement).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('makes any insert a link at the end, and lets the app insert through the function alone', async () => {
    const forged =
      "INSERT INTO audit_event (seq, at, action, outcome, actor_name, details, prev_hash, hash) VALUES (2, '2001-01-01', 'session.signed_in', 'ok', 'forged', '{}', '', '')";
    await expect(getPool().query(forged)).rejects.toMatchObject({ code: '42501' });
    await runAsOwner(connectionString, forged);
    const log = await readLog();
    expect(log.at(-1)).toMatchObject({ seq: String(log.length), actor_name: 'forged', prev_hash: log.at(-2)?.hash });
  });

  it('gives the app no way to the triggers, the tables or the owner', async () => {
    for (const statement of [
      'ALTER TABLE audit_event DISABLE TRIGGER ALL',
      'DROP TABLE audit_event',
      "SET session_replication_role = 'replica'",
      'CREATE TABLE mine (id int)',
      "CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
      'DELETE FROM _prisma_migrations',
    ])
      await expect(getPool().query(statement), statement).rejects.toMatchObject({ code: '42501' });
  });
});
