// SQL: the chain is read on one snapshot, in parts, and its plans are checked; people may filter it by JSON.
import { storableText } from '@/lib/db/storable-text';
import type { SqlRunner } from '@/lib/db/transaction';
import type { AuditAction, AuditFilter } from '@/lib/audit/contracts';
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
  /** Of the archive file. */
  readonly file_sha256: Buffer | null;
}

const SEGMENT =
  'first_seq::text AS first_seq, last_seq::text AS last_seq, first_at, last_at, prev_hash, last_hash, sealed_at, archived_at, file_sha256';

/** Sealed parts, oldest first. */
export async function readSegments(sql: SqlRunner): Promise<readonly SegmentRow[]> {
  return (await sql.query<SegmentRow>(`SELECT ${SEGMENT} FROM audit_segment ORDER BY first_seq`)).rows;
}

/**
 * Events in the order of the log, in batches. By a cursor, not by keys: tampering may have left two events at one
 * place. Inside a transaction, one at a time.
 */
export async function* readLog(
  sql: SqlRunner,
  range: { readonly from: number; readonly to: number } | null = null,
): AsyncGenerator<readonly StoredEvent[]> {
  const where = range === null ? '' : 'WHERE e.seq BETWEEN $1 AND $2';
  await sql.query(
    `DECLARE audit_reading NO SCROLL CURSOR FOR SELECT ${COLUMNS} FROM audit_event e ${where} ORDER BY e.seq`,
    range === null ? [] : [range.from, range.to],
  );
  for (;;) {
    const { rows } = await sql.query<StoredEvent>(`FETCH ${BATCH_ROWS} FROM audit_reading`);
    if (rows.length === 0) break;
    yield rows;
  }
  await sql.query('CLOSE audit_reading');
}

/** The details of every event of a kind, oldest first; for kinds of which there are few. */
export async function selectDetails(sql: SqlRunner, action: AuditAction): Promise<readonly string[]> {
  return (
    await sql.query<{ details: string }>('SELECT details FROM audit_event WHERE action = $1 ORDER BY seq', [action])
  ).rows.map(({ details }) => details);
}

/**
 * Whether there is an event about a target whose details have this member, as text: whatever somebody made of the
 * details, it is no reason to fail.
 */
export async function findsEvent(
  sql: SqlRunner,
  {
    action,
    targetId,
    actorId,
    member,
  }: { readonly action: string; readonly targetId: string; readonly actorId: string; readonly member: string },
): Promise<boolean> {
  const found = await sql.query(
    'SELECT FROM audit_event WHERE target_id = $1 AND action = $2 AND actor_id = $3 AND strpos(details, $4) > 0 LIMIT 1',
    [targetId, action, actorId, member],
  );
  return found.rows.length > 0;
}

/** The newest events that a filter leaves, before a place. */
export async function selectPage(
  sql: SqlRunner,
  filter: AuditFilter,
  before: number | null,
  limit: number,
): Promise<readonly StoredEvent[]> {
  const { text, values } = await pageQuery(sql, filter, before, limit);
  return (await sql.query<StoredEvent>(text, values)).rows;
}

/** The plan of a first page, as it was carried out. */
export async function explainPage(sql: SqlRunner, filter: AuditFilter, limit: number): Promise<readonly string[]> {
  const { text, values } = await pageQuery(sql, filter, null, limit);
  return (await sql.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, BUFFERS) ${text}`, values)).rows.map(
    (row) => row['QUERY PLAN'],
  );
}

/** So few events are looked at one by one, wherever they lie, in a few milliseconds. */
const FEW = 2_000;

interface Query {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What a filter asks for: a condition for each index that can answer it, and the places between which it does. */
interface Conditions {
  readonly lists: readonly string[];
  readonly bounds: readonly string[];
  readonly values: readonly unknown[];
}

/**
 * Each filter's places come from its own index, newest first, and are merged until a page is full; where one of them
 * has few events, those are looked at one by one instead. The planner, left to itself, would walk the whole log
 * backwards for what it wrongly believes to be everywhere: a person who left, a tool and an action that never meet.
 * OFFSET 0 keeps it from doing so, and from seeing that all are the same table.
 */
async function pageQuery(sql: SqlRunner, filter: AuditFilter, before: number | null, limit: number): Promise<Query> {
  const conditions = conditionsOf(filter, before);
  const { lists, bounds, values } = conditions;
  const listOf = (list: string, columns: string): string =>
    `(SELECT ${columns} FROM audit_event WHERE ${[list, ...bounds].join(' AND ')} ORDER BY seq DESC OFFSET 0)`;
  const few = await findFew(sql, conditions);
  if (few !== undefined) {
    const others = lists.filter((list) => list !== few);
    return {
      text: `SELECT ${COLUMNS} FROM ${listOf(few, '*')} AS e WHERE ${others.join(' AND ')} ORDER BY e.seq DESC LIMIT ${limit}`,
      values,
    };
  }
  const [first = '', ...others] = lists.map((list, index) => `${listOf(list, 'seq')} AS list${index}`);
  const merged = `SELECT seq FROM ${[first, ...others.map((list) => `${list} USING (seq)`)].join(' JOIN ')} ORDER BY seq DESC LIMIT ${limit}`;
  return {
    text: `SELECT ${COLUMNS} FROM (${merged}) AS page JOIN audit_event e ON e.seq = page.seq ORDER BY e.seq DESC`,
    values,
  };
}

function conditionsOf(filter: AuditFilter, before: number | null): Conditions {
  const values: unknown[] = [];
  const add = (value: unknown): string => `$${values.push(value)}`;
  const equal = (column: string, value: unknown): string[] =>
    value === undefined ? [] : [`${column} = ${add(value)}`];
  // What happened and how it ended have an index together.
  const ended = [...equal('action', filter.action), ...equal('outcome', filter.outcome)].join(' AND ');
  const lists = [
    ...equal('conversation_id', filter.conversationId),
    ...equal('target_id', filter.targetId),
    ...equal('tool_name', filter.toolName),
    ...equal('actor_id', filter.actorId),
    ...(ended === '' ? [] : [ended]),
  ];
  // Times are places, since "at" never falls.
  const bounds = [
    ...(filter.from === undefined
      ? []
      : [`seq >= (SELECT seq FROM audit_event WHERE at >= ${add(filter.from)}::timestamptz ORDER BY at, seq LIMIT 1)`]),
    ...(filter.to === undefined
      ? []
      : [
          `seq <= (SELECT seq FROM audit_event WHERE at < ${add(filter.to)}::timestamptz ORDER BY at DESC, seq DESC LIMIT 1)`,
        ]),
    ...(before === null ? [] : [`seq < ${add(before)}`]),
  ];
  return { lists: lists.length === 0 ? ['true'] : lists, bounds, values };
}

/** The list of several that has few events, if one has; counted no further than that. */
async function findFew(sql: SqlRunner, { lists, bounds, values }: Conditions): Promise<string | undefined> {
  if (lists.length < 2) return undefined;
  const counts = lists.map(
    (list) =>
      `(SELECT count(*) FROM (SELECT FROM audit_event WHERE ${[list, ...bounds].join(' AND ')} LIMIT ${FEW + 1}) AS list)::int`,
  );
  const { rows } = await sql.query<{ counts: number[] }>(`SELECT ARRAY[${counts.join(', ')}] AS counts`, values);
  const found = rows[0]?.counts ?? [];
  const fewest = Math.min(...found);
  return fewest <= FEW ? lists[found.indexOf(fewest)] : undefined;
}

export interface SeenActor {
  readonly id: string;
  readonly name: string;
}

/** Everybody who ever did something, by their newest name: one step in the index for each, however long the log. */
export async function selectActors(sql: SqlRunner, limit: number): Promise<readonly SeenActor[]> {
  const { rows } = await sql.query<SeenActor>(
    `WITH RECURSIVE seen AS (
       (SELECT actor_id FROM audit_event WHERE actor_id IS NOT NULL ORDER BY actor_id LIMIT 1)
       UNION ALL
       SELECT (SELECT e.actor_id FROM audit_event e WHERE e.actor_id > seen.actor_id ORDER BY e.actor_id LIMIT 1) FROM seen WHERE seen.actor_id IS NOT NULL)
     SELECT seen.actor_id AS id, (SELECT e.actor_name FROM audit_event e WHERE e.actor_id = seen.actor_id ORDER BY e.seq DESC LIMIT 1) AS name
       FROM seen WHERE seen.actor_id IS NOT NULL LIMIT $1`,
    [limit],
  );
  return rows;
}

/** Every tool that was ever named, in the order of their names. */
export async function selectToolNames(sql: SqlRunner, limit: number): Promise<readonly string[]> {
  const { rows } = await sql.query<{ name: string }>(
    `WITH RECURSIVE seen AS (
       (SELECT tool_name FROM audit_event WHERE tool_name IS NOT NULL ORDER BY tool_name LIMIT 1)
       UNION ALL
       SELECT (SELECT e.tool_name FROM audit_event e WHERE e.tool_name > seen.tool_name ORDER BY e.tool_name LIMIT 1) FROM seen WHERE seen.tool_name IS NOT NULL)
     SELECT tool_name AS name FROM seen WHERE tool_name IS NOT NULL LIMIT $1`,
    [limit],
  );
  return rows.map(({ name }) => name);
}

/** Whether the database would let this process's user change what was written. */
export async function mayChangeLog(sql: SqlRunner): Promise<boolean> {
  const { rows } = await sql.query<{ may: boolean }>(
    `SELECT bool_or(has_table_privilege(name, privilege)) OR pg_has_role(c.relowner, 'MEMBER') AS may
       FROM unnest(ARRAY['audit_event', 'audit_head', 'audit_segment']) AS name, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS privilege, pg_class c
      WHERE c.oid = 'audit_event'::regclass GROUP BY c.relowner`,
  );
  return rows[0]?.may ?? true;
}

/** Closes everything before a moment. @returns the new segment, or nothing */
export async function sealBefore(sql: SqlRunner, before: Date): Promise<SegmentRow | undefined> {
  return (await sql.query<SegmentRow>(`SELECT ${SEGMENT} FROM audit_seal(before => $1)`, [before])).rows[0];
}

export interface RemovedSegment {
  readonly firstSeq: number;
  readonly fileSha256: Buffer;
  /** The name of the file, without its folder. */
  readonly fileName: string;
  readonly operator: string;
}

/**
 * Takes the rows of the oldest sealed segment out of the log, which records `audit.archived`; the owner of the tables
 * alone may.
 */
export async function removeSegment(
  sql: SqlRunner,
  { firstSeq, fileSha256, operator, fileName }: RemovedSegment,
): Promise<void> {
  await sql.query(
    'SELECT audit_remove_segment(segment_first => $1, file_hash => $2, operator => $3, file_name => $4)',
    [firstSeq, fileSha256, storableText(operator), storableText(fileName)],
  );
}
