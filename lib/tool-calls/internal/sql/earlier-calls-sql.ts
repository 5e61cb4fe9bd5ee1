// SQL: part of the path of a step.
import 'server-only';
import { z } from 'zod';
import type { SqlRunner } from '@/lib/db/transaction';
import { toolCallStateSchema } from '@/lib/tool-calls/contracts';
import { OPEN } from '@/lib/tool-calls/internal/sql/calls-sql';
import { answersTo, UNKNOWN_OUTCOME } from '@/lib/tool-calls/internal/sql/unknown-outcome-sql';

/**
 * `hasUnknownOutcome`: it was to change something, and nobody knows whether it did. `isAwaited`: it is to change
 * something and has not ended. `step`: 0 for one of another run.
 */
const earlierCallSchema = z.object({
  toolName: z.string(),
  argumentHash: z.string().nullable(),
  state: toolCallStateSchema,
  step: z.number(),
  isOfAnswer: z.boolean(),
  hasUnknownOutcome: z.boolean(),
  isAwaited: z.boolean(),
});
export type EarlierCall = z.infer<typeof earlierCallSchema>;
const earlierCallsSchema = z.array(earlierCallSchema);

/**
 * What the answer asked for so far, in this run and those that it goes on from; of other answers to the same question
 * the changes of which nobody knows whether they took effect, and of the whole conversation the changes that have not
 * ended.
 */
export async function selectEarlierCalls(
  sql: SqlRunner,
  {
    runId,
    messageId,
    conversationId,
  }: { readonly runId: string; readonly messageId: string; readonly conversationId: string | null },
): Promise<EarlierCall[]> {
  const found = await sql.query(
    `SELECT e.tool_name AS "toolName", e.argument_hash AS "argumentHash", e.state, CASE WHEN e.run_id = $1 THEN e.step ELSE 0 END AS step,
            e.message_id = $2::uuid AS "isOfAnswer", coalesce(${UNKNOWN_OUTCOME}, false) AS "hasUnknownOutcome", e.effect = 'change' AND e.state IN (${OPEN}) AS "isAwaited"
     FROM tool_call e WHERE e.id IN (
       SELECT e.id FROM ${answersTo('$2::uuid')} m JOIN tool_call e ON e.message_id = m.id WHERE e.message_id = $2::uuid OR ${UNKNOWN_OUTCOME}
       UNION ALL SELECT o.id FROM tool_call o WHERE o.conversation_id = $3 AND o.origin = 'model' AND o.effect = 'change' AND o.state IN (${OPEN}))`,
    [runId, messageId, conversationId],
  );
  return earlierCallsSchema.parse(found.rows);
}
