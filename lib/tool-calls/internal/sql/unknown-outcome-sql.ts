// SQL: part of the claim of a call.
import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';

/** Whether the outcome of a call `e` that changes something is unknown. */
export const UNKNOWN_OUTCOME = `e.effect = 'change' AND (e.error ? 'effectUnknown' OR e.error ->> 'code' = 'tool-interrupted')`;

/**
 * All answers to the question of an answer, itself included: "Continue" extends the same answer in a new run,
 * "Regenerate" writes another one.
 * @param messageId the answer, as SQL; null (a manual call) has none
 */
export const answersTo = (messageId: string): string =>
  `(SELECT ${messageId} AS id UNION SELECT s.id FROM message a JOIN message s ON s.parent_id = a.parent_id WHERE a.id = ${messageId})`;

interface MadeCall {
  readonly id: string;
  readonly toolId: string | null;
  readonly argumentHash: string | null;
}

/**
 * Whether the call, with these arguments, was made before for the same question, and nobody knows whether that took
 * effect.
 */
export async function repeatsUnknownOutcome(sql: SqlRunner, { id, toolId, argumentHash }: MadeCall): Promise<boolean> {
  const found = await sql.query(
    `SELECT FROM tool_call c CROSS JOIN LATERAL ${answersTo('c.message_id')} m JOIN tool_call e ON e.message_id = m.id
     WHERE c.id = $1 AND e.tool_id = $2 AND e.argument_hash = $3 AND e.id <> c.id AND ${UNKNOWN_OUTCOME} LIMIT 1`,
    [id, toolId, argumentHash],
  );
  return found.rows.length > 0;
}

/** Those of these calls that are such a repeat. */
export async function selectRepeatsOfUnknownOutcomes(sql: SqlRunner, callIds: readonly string[]): Promise<Set<string>> {
  const found = await sql.query<{ id: string }>(
    `SELECT DISTINCT c.id FROM tool_call c CROSS JOIN LATERAL ${answersTo('c.message_id')} m
       JOIN tool_call e ON e.message_id = m.id AND e.tool_id = c.tool_id AND e.argument_hash = c.argument_hash AND e.id <> c.id
     WHERE c.id = ANY ($1::uuid[]) AND c.effect = 'change' AND ${UNKNOWN_OUTCOME}`,
    [callIds],
  );
  return new Set(found.rows.map(({ id }) => id));
}
