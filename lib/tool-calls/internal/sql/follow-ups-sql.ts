// SQL: a follow-up leaves `owed` once, under the lock of its conversation.
import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import { OPEN } from '@/lib/tool-calls/internal/sql/calls-sql';

/**
 * Marks calls of a run that ends without their results: the open ones, and those the model saw as open (`shownAsOpen`).
 */
export async function markOwed(sql: SqlRunner, runId: string, shownAsOpen: readonly string[]): Promise<void> {
  await sql.query(
    `UPDATE tool_call SET follow_up = 'owed'
     WHERE run_id = $1 AND origin = 'model' AND follow_up IS NULL AND (state IN (${OPEN}) OR id = ANY ($2::uuid[]) AND state <> 'cancelled')`,
    [runId, shownAsOpen],
  );
}

export interface OwedCall {
  readonly id: string;
  readonly isOpen: boolean;
  /** Its person withdrew it, and knows. */
  readonly isCancelled: boolean;
}

/** The calls of a run whose results its answer still lacks, in the model's order. */
export async function selectOwed(sql: SqlRunner, runId: string): Promise<OwedCall[]> {
  const { rows } = await sql.query<OwedCall>(
    `SELECT id, state IN (${OPEN}) AS "isOpen", state = 'cancelled' AS "isCancelled" FROM tool_call WHERE run_id = $1 AND follow_up = 'owed' ORDER BY step, position`,
    [runId],
  );
  return rows;
}
