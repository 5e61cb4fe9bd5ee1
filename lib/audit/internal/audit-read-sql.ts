import type { SqlRunner } from '@/lib/db/transaction';
import type { AuditFilter } from '@/lib/audit/contracts';
import type { StoredEvent } from '@/lib/audit/internal/stored-event';

/** Rows fetched at a time from a cursor: bounds memory, whatever the length of the log. */
const BATCH_ROWS = 2_000;

/** As they are hashed; see StoredEvent. */
const COLUMNS = `e.seq::text AS seq, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, e.action, e.outcome, e.actor_id, e.actor_name, e.address,
  e.target_kind, e.target_id, e.tool_name, e.conversation_id, e.run_id, e.call_id, e.details, e.prev_hash, e.hash`;

/** One view of the whole log, while others append; the first statement of a transaction. */
export async function beginReading(sql: SqlRunner): Promise<void> {
  await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
}

export interface HeadRow {
  readonly seq: string;
  readonly hash: Buffer;
}

/** The notes about the end of the log: exactly one, unless somebody tampered. */
export async function readHeads(sql: SqlRunner): Promise<readonly HeadRow[]> {
  return (await sql.query<HeadRow>('SELECT seq::text AS seq, hash FROM audit_head')).rows;
}

export interface SegmentRow {
  readonly first_seq: string;
  readonly last_seq: string;
  readonly first_at: Date;
  readonly last_at: Date;
  readonly prev_hash: Buffer;
  readonly last_hash: Buffer;
  readonly sealed_at: Date;
  readonly archived_at: Date | null;
}

const SEGMENT = 'first_seq::text AS first_seq, last_seq::text AS last_seq, first_at, last_at, prev_hash, last_hash, sealed_at, archived_at';

/** Sealed parts, oldest first. */
export async function readSegments(sql: SqlRunner): Promise<readonly SegmentRow[]> {
  return (await sql.query<SegmentRow>(`SELECT ${SEGMENT} FROM audit_segment ORDER BY first_seq`)).rows;
}

/**
 * Events in the order of the log, in batches. By a cursor, not by keys: tampering may have left two events at one place.
 * Inside a transaction, one at a time.
 */
export async function* readLog(sql: SqlRunner, range: { readonly from: number; readonly to: number } | null = null): AsyncGenerator<readonly StoredEvent[]> {
  const where = range === null ? '' : 'WHERE e.seq BETWEEN $1 AND $2';
  await sql.query(`DECLARE audit_reading NO SCROLL CURSOR FOR SELECT ${COLUMNS} FROM audit_event e ${where} ORDER BY e.seq`, range === null ? [] : [range.from, range.to]);
  yield* fetchAll(sql);
}

/** The same, newest first, of what a filter leaves. */
export async function* readFiltered(sql: SqlRunner, filter: AuditFilter): AsyncGenerator<readonly StoredEvent[]> {
  const { text, values } = filteredQuery(filter, null);
  await sql.query(`DECLARE audit_reading NO SCROLL CURSOR FOR ${text}`, values);
  yield* fetchAll(sql);
}

async function* fetchAll(sql: SqlRunner): AsyncGenerator<readonly StoredEvent[]> {
  for (;;) {
    const { rows } = await sql.query<StoredEvent>(`FETCH ${BATCH_ROWS} FROM audit_reading`);
    if (rows.length === 0) break;
    yield rows;
  }
  await sql.query('CLOSE audit_reading');
}

/** The newest events that a filter leaves, before a place. */
export async function selectPage(sql: SqlRunner, filter: AuditFilter, before: number | null, limit: number): Promise<readonly StoredEvent[]> {
  const { text, values } = filteredQuery(filter, before);
  return (await sql.query<StoredEvent>(`${text} LIMIT ${limit}`, values)).rows;
}

const FILTERS = [['actorId', 'actor_id'], ['targetId', 'target_id'], ['toolName', 'tool_name'], ['action', 'action'], ['outcome', 'outcome'], ['conversationId', 'conversation_id']] as const;

function filteredQuery(filter: AuditFilter, before: number | null): { readonly text: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [];
  const conditions: string[] = [];
  const add = (condition: (parameter: string) => string, value: unknown): void => {
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  for (const [name, column] of FILTERS) if (filter[name] !== undefined) add((parameter) => `e.${column} = ${parameter}`, filter[name]);
  if (filter.from !== undefined) add((parameter) => `e.at >= ${parameter}::timestamptz`, filter.from);
  if (filter.to !== undefined) add((parameter) => `e.at < ${parameter}::timestamptz`, filter.to);
  if (before !== null) add((parameter) => `e.seq < ${parameter}`, before);
  return { text: `SELECT ${COLUMNS} FROM audit_event e ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`} ORDER BY e.seq DESC`, values };
}

/** Whether the database would let this process's user change what was written. */
export async function mayChangeLog(sql: SqlRunner): Promise<boolean> {
  const { rows } = await sql.query<{ may: boolean }>(
    `SELECT bool_or(has_table_privilege(name, privilege)) OR pg_has_role(c.relowner, 'MEMBER') AS may
       FROM unnest(ARRAY['audit_event', 'audit_head', 'audit_segment']) AS name, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS privilege, pg_class c
      WHERE c.oid = 'audit_event'::regclass GROUP BY c.relowner`);
  return rows[0]?.may ?? true;
}

/** Closes everything before a moment. @returns the new segment, or nothing */
export async function sealBefore(sql: SqlRunner, before: Date): Promise<SegmentRow | undefined> {
  return (await sql.query<SegmentRow>(`SELECT ${SEGMENT} FROM audit_seal($1)`, [before])).rows[0];
}

/** Takes the rows of the oldest sealed segment out of the log; the owner of the tables alone may. */
export async function removeSegment(sql: SqlRunner, firstSeq: number, fileSha256: Buffer): Promise<void> {
  await sql.query('SELECT audit_remove_segment($1, $2)', [firstSeq, fileSha256]);
}
