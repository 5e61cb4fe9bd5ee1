// SQL: what waits is found by a partial index over an enum, which Prisma cannot use (decision 76), by conditions over
// JSON and by the clock of the database, which also decides whether a decision is too late.
import 'server-only';
import { z } from 'zod';
import type { SqlRunner } from '@/lib/db/transaction';
import type { CallPlace } from '@/lib/tool-calls/internal/call-place';
import type { Decider } from '@/lib/grants/may-decide';
import {
  NOT_DELETED,
  SHOWN_CALL,
  shownCallSchema,
  type ShownCallRow,
} from '@/lib/tool-calls/internal/sql/shown-calls-sql';

/** $1 reader, $2 role, $3 groups */
const NAMED = `(a.policy ->> 'mode' = 'approvers' AND (a.policy -> 'roles' ? $2 OR a.policy -> 'groupIds' ?| $3::text[]))`;
const MAY_DECIDE = `((a.policy ->> 'mode' = 'self' AND a.requester_id = $1::uuid OR ${NAMED}) AND NOT ((a.policy ->> 'fourEyes')::boolean AND a.requester_id = $1::uuid))`;
const WAITING = `a.state = 'pending' AND a.expires_at > clock_timestamp() AND c.state = 'waiting_approval' AND ${NOT_DELETED}`;

/** What the reader may decide, and their own that wait for others; oldest first, after a place. */
export async function selectInbox(
  sql: SqlRunner,
  reader: Decider,
  after: CallPlace | null,
  most: number,
): Promise<ShownCallRow[]> {
  const found = await sql.query(
    `${SHOWN_CALL} WHERE ${WAITING} AND (a.requester_id = $1::uuid OR ${MAY_DECIDE}) AND (c.created_at, c.id) > ($4::timestamptz, $5::uuid) ORDER BY c.created_at, c.id LIMIT $6`,
    [
      reader.id,
      reader.role,
      reader.groupIds,
      after?.createdAt ?? '-infinity',
      after?.id ?? '00000000-0000-0000-0000-000000000000',
      most,
    ],
  );
  return z.array(shownCallSchema).parse(found.rows);
}

/** How many the reader may decide. */
export async function countInbox(sql: SqlRunner, reader: Decider): Promise<number> {
  const counted = await sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM approval a JOIN tool_call c ON c.id = a.call_id WHERE ${WAITING} AND ${MAY_DECIDE}`,
    [reader.id, reader.role, reader.groupIds],
  );
  return counted.rows[0]?.n ?? 0;
}
