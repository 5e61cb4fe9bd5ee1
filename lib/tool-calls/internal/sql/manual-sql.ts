// SQL: the sweep skips locked rows.
import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import { OPEN } from '@/lib/tool-calls/internal/sql/calls-sql';

/** Deletes ended manual calls outside conversations from before a moment, the oldest first. @returns how many */
export async function deleteStandaloneCalls(sql: SqlRunner, before: Date, most: number): Promise<number> {
  const deleted = await sql.query(
    `DELETE FROM tool_call WHERE id IN (
       SELECT id FROM tool_call WHERE origin = 'person' AND conversation_id IS NULL AND created_at < $1 AND state NOT IN (${OPEN})
       ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [before, most],
  );
  return deleted.rowCount ?? 0;
}
