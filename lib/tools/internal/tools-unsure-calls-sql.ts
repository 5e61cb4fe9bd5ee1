import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';

/** Of a call `e` that was to change something: nobody knows whether it did. */
export const UNSURE = `e.effect = 'change' AND (e.error ? 'effectUnknown' OR e.error ->> 'code' = 'tool-interrupted')`;

interface MadeCall {
  readonly id: string;
  readonly runId: string | null;
  readonly toolId: string | null;
  readonly argumentHash: string | null;
}

/** Whether the same call was made in the same run before, and nobody knows whether that took effect. */
export async function isUnsureRepeat(sql: SqlRunner, { id, runId, toolId, argumentHash }: MadeCall): Promise<boolean> {
  if (runId === null) return false;
  const found = await sql.query(`SELECT FROM tool_call e WHERE e.run_id = $1 AND e.tool_id = $2 AND e.argument_hash = $3 AND e.id <> $4 AND ${UNSURE} LIMIT 1`, [runId, toolId, argumentHash, id]);
  return found.rows.length > 0;
}

/** Those of these calls that are such a repeat. */
export async function selectUnsureRepeats(sql: SqlRunner, callIds: readonly string[]): Promise<Set<string>> {
  const found = await sql.query<{ id: string }>(
    `SELECT c.id FROM tool_call c WHERE c.id = ANY ($1::uuid[]) AND c.effect = 'change'
       AND EXISTS (SELECT FROM tool_call e WHERE e.run_id = c.run_id AND e.tool_id = c.tool_id AND e.argument_hash = c.argument_hash AND e.id <> c.id AND ${UNSURE})`,
    [callIds],
  );
  return new Set(found.rows.map(({ id }) => id));
}
