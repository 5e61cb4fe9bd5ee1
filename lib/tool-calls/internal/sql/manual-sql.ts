// SQL: one call an id, under an advisory lock; the sweep skips locked rows.
import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import { OPEN } from '@/lib/tool-calls/internal/sql/calls-sql';

/** The same request sent twice at once: the second one waits and finds the call of the first. */
export async function lockCallId(sql: SqlRunner, callId: string): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock(hashtextextended('yika:tool-call:' || $1, 0))`, [callId]);
}

/** Whether it is this person's and not deleted. */
export async function isOwnConversation(sql: SqlRunner, conversationId: string, personId: string): Promise<boolean> {
  const found = await sql.query('SELECT FROM conversation WHERE id = $1 AND owner_id = $2 AND deleted_at IS NULL', [
    conversationId,
    personId,
  ]);
  return found.rows.length > 0;
}

export interface WholeResult {
  readonly text: string;
  readonly type: 'json' | 'text';
  readonly toolName: string;
}

/** The whole result of one's own call; null: no result, or not one's own, or its conversation is deleted. */
export async function findWholeResult(sql: SqlRunner, callId: string, personId: string): Promise<WholeResult | null> {
  const found = await sql.query<{ text: string; type: string | null; name: string }>(
    `SELECT c.result_text AS text, c.result_type AS type, c.tool_name AS name FROM tool_call c
     WHERE c.id = $1 AND c.requester_id = $2 AND c.result_text IS NOT NULL
       AND NOT EXISTS (SELECT FROM conversation v WHERE v.id = c.conversation_id AND v.deleted_at IS NOT NULL)`,
    [callId, personId],
  );
  const row = found.rows[0];
  return row === undefined ? null : { text: row.text, type: row.type === 'json' ? 'json' : 'text', toolName: row.name };
}

/** Ended calls made by hand in no conversation before a moment, the oldest first. @returns how many */
export async function deleteStandaloneCalls(sql: SqlRunner, before: Date, most: number): Promise<number> {
  const deleted = await sql.query(
    `DELETE FROM tool_call WHERE id IN (
       SELECT id FROM tool_call WHERE origin = 'person' AND conversation_id IS NULL AND created_at < $1 AND state NOT IN (${OPEN})
       ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [before, most],
  );
  return deleted.rowCount ?? 0;
}
