import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import type { CallRow } from '@/lib/tools/internal/tools-calls-sql';

/** Whether the same call was made in the same run before, and nobody knows whether that took effect. */
export async function isUnsureRepeat(sql: SqlRunner, { id, runId, toolId, argumentHash }: Pick<CallRow, 'id' | 'runId' | 'toolId' | 'argumentHash'>): Promise<boolean> {
  if (runId === null) return false;
  const found = await sql.query(
    `SELECT FROM tool_call WHERE run_id = $1 AND tool_id = $2 AND argument_hash = $3 AND id <> $4 AND effect = 'change'
       AND (error ? 'effectUnknown' OR error ->> 'code' = 'tool-interrupted') LIMIT 1`,
    [runId, toolId, argumentHash, id],
  );
  return found.rows.length > 0;
}
