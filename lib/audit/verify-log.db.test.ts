import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AuditEntry, AuditFinding } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import { expectedHeadSchema, verifyLog } from '@/lib/audit/verify-log';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { withTransaction } from '@/lib/db/transaction';

const { connectionString } = useTestDatabase();
const EVENTS = 30;

/** What a superuser does who wants to hide something: every trigger is out of the way. */
async function tamper(...statements: readonly string[]): Promise<void> {
  await runAsOwner(connectionString, ["SET session_replication_role = 'replica'", ...statements].join('; '));
}

const findings = async (): Promise<readonly AuditFinding[]> => (await verifyLog()).findings;
const COLUMNS =
  'action, outcome, actor_id, actor_name, address, target_kind, target_id, tool_name, conversation_id, run_id, call_id, details';
/** Recomputes hashes as somebody with the right to everything can. */
const rehash = (where: string): string =>
  `UPDATE audit_event e SET hash = sha256(prev_hash || audit_canonical(e)) WHERE ${where}`;

beforeEach(async () => {
  await tamper(
    'DELETE FROM audit_event',
    'DELETE FROM audit_segment',
    "UPDATE audit_head SET seq = 0, at = '1970-01-01', hash = decode(repeat('00', 32), 'hex')",
  );
  const entry: AuditEntry = {
    action: 'call.executed',
    outcome: 'ok',
    actorId: crypto.randomUUID(),
    actorName: '李华, "客服"\n',
    address: '::1',
    targetKind: 'call',
    targetId: 'x',
    toolName: 'weather',
    conversationId: crypto.randomUUID(),
    runId: crypto.randomUUID(),
    callId: crypto.randomUUID(),
    details: { 城市: '杭州', degrees: 12.5, quote: '\u2028"\\' },
  };
  await withTransaction((sql) =>
    recordEvents(
      sql,
      Array.from({ length: EVENTS }, (_, index) =>
        index % 2 === 0 ? entry : { action: 'session.refused', outcome: 'refused', actorId: null, actorName: '' },
      ),
    ),
  );
});

describe('verifyLog', () => {
  it('computes in Node what the database wrote, and returns the head', async () => {
    const report = await verifyLog();
    expect(report).toMatchObject({ checked: EVENTS, firstSeq: 1, head: { seq: EVENTS }, findings: [], isCut: false });
    const { rows } = await runAsOwner(
      connectionString,
      'SELECT count(*)::int AS wrong FROM audit_event e WHERE hash <> sha256(prev_hash || audit_canonical(e))',
    );
    expect(rows).toEqual([{ wrong: 0 }]);
  });

  it('has nothing against a log that is empty or grows meanwhile', async () => {
    let isWritten = false;
    const report = await verifyLog({
      onProgress: () => {
        isWritten = true;
      },
    });
    expect(isWritten).toBe(true);
    expect(report.findings).toEqual([]);
    await tamper('DELETE FROM audit_event', "UPDATE audit_head SET seq = 0, hash = decode(repeat('00', 32), 'hex')");
    expect(await findings()).toEqual([]);
  });

  it.each([
    ['seq', 'seq = seq'],
    ['at', "at = at + interval '1 microsecond'"],
    ['action', "action = 'session.signed_in'"],
    ['outcome', "outcome = 'failed'"],
    ['actor_id', 'actor_id = gen_random_uuid()'],
    ['actor_id', 'actor_id = NULL'],
    ['actor_name', "actor_name = actor_name || ' '"],
    ['address', "address = ''"],
    ['address', 'address = NULL'],
    ['target_kind', "target_kind = 'person'"],
    ['target_id', "target_id = 'y'"],
    ['tool_name', 'tool_name = NULL'],
    ['conversation_id', 'conversation_id = run_id'],
    ['run_id', 'run_id = NULL'],
    ['call_id', 'call_id = NULL'],
    ['details', "details = '{}'"],
    // A text moved over the border of two fields.
    ['two fields', "target_kind = 'callx', target_id = ''"],
    ['hash', "hash = sha256('x')"],
  ])('finds a change of %s (%s)', async (column, change) => {
    await tamper(`UPDATE audit_event SET ${change} WHERE seq = 15`);
    const found = await findings();
    if (column === 'seq') expect(found).toEqual([]);
    else expect(found[0]).toEqual({ kind: 'changed', fromSeq: 15, toSeq: 15 });
  });

  it('finds a change whose own hash was made to fit', async () => {
    await tamper("UPDATE audit_event SET actor_name = 'nobody' WHERE seq = 15", rehash('seq = 15'));
    expect(await findings()).toEqual([{ kind: 'unlinked', fromSeq: 15, toSeq: 16 }]);
  });

  it('finds a change of the last event whose hash was made to fit', async () => {
    await tamper(`UPDATE audit_event SET actor_name = 'nobody' WHERE seq = ${EVENTS}`, rehash(`seq = ${EVENTS}`));
    expect(await findings()).toEqual([{ kind: 'head', fromSeq: EVENTS, toSeq: EVENTS }]);
  });

  it('finds a changed previous hash', async () => {
    await tamper("UPDATE audit_event SET prev_hash = sha256('x') WHERE seq = 15", rehash('seq = 15'));
    expect(await findings()).toEqual([
      { kind: 'unlinked', fromSeq: 14, toSeq: 15 },
      { kind: 'unlinked', fromSeq: 15, toSeq: 16 },
    ]);
  });

  it('finds removed events: one, several, the first', async () => {
    await tamper('DELETE FROM audit_event WHERE seq IN (1, 2, 15)');
    expect(await findings()).toEqual([
      { kind: 'missing', fromSeq: 1, toSeq: 2 },
      { kind: 'missing', fromSeq: 15, toSeq: 15 },
    ]);
  });

  it('finds a removal that was closed by moving the rest up', async () => {
    await tamper(
      'DELETE FROM audit_event WHERE seq IN (15, 16)',
      // In two steps: a row must not meet the number of one that has not moved yet.
      'UPDATE audit_event SET seq = seq + 1000 WHERE seq > 16',
      'UPDATE audit_event SET seq = seq - 1002 WHERE seq > 1000',
      `UPDATE audit_head SET seq = ${EVENTS - 2}`,
    );
    expect(await findings()).toContainEqual({ kind: 'missing', fromSeq: 15, toSeq: 16 });
  });

  it('finds a log cut off at its end', async () => {
    await tamper('DELETE FROM audit_event WHERE seq > 20');
    expect(await findings()).toEqual([{ kind: 'cut-off', fromSeq: 21, toSeq: EVENTS }]);
    await tamper('DELETE FROM audit_event');
    expect(await findings()).toEqual([{ kind: 'cut-off', fromSeq: 1, toSeq: EVENTS }]);
  });

  it('finds a cut-off log whose head was moved back, when its newest hash was noted elsewhere', async () => {
    const { head } = await verifyLog();
    const expected = expectedHeadSchema.parse(`${head.seq}:${head.hash}`);
    expect((await verifyLog({ expected })).findings).toEqual([]);
    await tamper(
      'DELETE FROM audit_event WHERE seq > 20',
      'UPDATE audit_head SET seq = 20, hash = (SELECT hash FROM audit_event WHERE seq = 20)',
    );
    expect(await findings()).toEqual([]);
    expect((await verifyLog({ expected })).findings).toEqual([{ kind: 'expected', fromSeq: EVENTS, toSeq: EVENTS }]);
  });

  it('finds an event put in, with the rest moved on', async () => {
    await tamper(
      'UPDATE audit_event SET seq = seq + 1000 WHERE seq > 15',
      'UPDATE audit_event SET seq = seq - 999 WHERE seq > 1000',
      `INSERT INTO audit_event (seq, at, ${COLUMNS}, prev_hash, hash) SELECT 16, at, ${COLUMNS}, hash, '' FROM audit_event WHERE seq = 15`,
      rehash('seq = 16'),
      `UPDATE audit_head SET seq = ${EVENTS + 1}`,
    );
    expect(await findings()).toContainEqual({ kind: 'inserted', fromSeq: 16, toSeq: 16 });
  });

  it('finds events put in before the first and after the last', async () => {
    await tamper(
      `INSERT INTO audit_event (seq, at, ${COLUMNS}, prev_hash, hash) SELECT 0, at, ${COLUMNS}, prev_hash, '' FROM audit_event WHERE seq = 1`,
      rehash('seq = 0'),
      `INSERT INTO audit_event (seq, at, ${COLUMNS}, prev_hash, hash) SELECT ${EVENTS + 1}, at, ${COLUMNS}, hash, '' FROM audit_event WHERE seq = ${EVENTS}`,
      rehash(`seq = ${EVENTS + 1}`),
    );
    expect(await findings()).toEqual([
      { kind: 'inserted', fromSeq: 0, toSeq: 0 },
      { kind: 'inserted', fromSeq: EVENTS + 1, toSeq: EVENTS + 1 },
    ]);
  });

  it('finds two events at one place', async () => {
    await tamper(
      'ALTER TABLE audit_event DROP CONSTRAINT audit_event_pkey',
      'INSERT INTO audit_event SELECT * FROM audit_event WHERE seq = 15',
    );
    expect(await findings()).toEqual([{ kind: 'inserted', fromSeq: 15, toSeq: 15 }]);
    await tamper('DELETE FROM audit_event WHERE seq = 15', 'ALTER TABLE audit_event ADD PRIMARY KEY (seq)');
  });

  it('finds events that changed places, with or without their hashes', async () => {
    await tamper(
      'UPDATE audit_event SET seq = -1 WHERE seq = 10',
      'UPDATE audit_event SET seq = 10 WHERE seq = 11',
      'UPDATE audit_event SET seq = 11 WHERE seq = -1',
    );
    const swapped = await findings();
    expect(swapped).toContainEqual({ kind: 'reordered', fromSeq: 10, toSeq: 10 });
    expect(swapped).toContainEqual({ kind: 'reordered', fromSeq: 11, toSeq: 11 });
    await tamper(
      `UPDATE audit_event a SET (${COLUMNS}) = (SELECT ${COLUMNS} FROM audit_event b WHERE b.seq = 41 - a.seq) WHERE seq IN (20, 21)`,
    );
    expect(await findings()).toContainEqual({ kind: 'changed', fromSeq: 20, toSeq: 21 });
  });

  it('finds a head that is gone or says something else', async () => {
    await tamper("UPDATE audit_head SET hash = sha256('x')");
    expect(await findings()).toEqual([{ kind: 'head', fromSeq: EVENTS, toSeq: EVENTS }]);
    const { rows } = await runAsOwner(connectionString, 'SELECT * FROM audit_head');
    const [kept] = z.array(z.object({ at: z.date() })).parse(rows);
    await tamper('DELETE FROM audit_head');
    expect(await findings()).toEqual([{ kind: 'head', fromSeq: EVENTS, toSeq: EVENTS }]);
    await runAsOwner(connectionString, "SET session_replication_role = 'replica'").then(() =>
      tamper(`INSERT INTO audit_head VALUES (1, 0, '${kept?.at.toISOString() ?? ''}', '')`),
    );
  });
});

/** The documented format, written out once more by hand: what a stranger computes. */
it('hashes what docs/audit.md says', async () => {
  const { rows } = await runAsOwner(
    connectionString,
    'SELECT seq::text, to_char(at AT TIME ZONE \'UTC\', \'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\') AS at, hash FROM audit_event WHERE seq = 2',
  );
  const [row] = z.array(z.object({ seq: z.string(), at: z.string(), hash: z.instanceof(Buffer) })).parse(rows);
  const first = await runAsOwner(connectionString, 'SELECT hash FROM audit_event WHERE seq = 1');
  const [{ hash: previous }] = z.tuple([z.object({ hash: z.instanceof(Buffer) })]).parse(first.rows);
  const canonical = `12:yika-audit-1,1:2,27:${row?.at ?? ''},15:session.refused,7:refused,-,0:,-,-,-,-,-,-,-,2:{},`;
  expect(row?.hash.toString('hex')).toBe(createHash('sha256').update(previous).update(canonical).digest('hex'));
});
