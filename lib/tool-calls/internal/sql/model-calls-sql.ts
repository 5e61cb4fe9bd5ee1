// SQL: part of the path of a step.
import 'server-only';
import { z } from 'zod';
import type { SqlRunner } from '@/lib/db/transaction';
import { toolCallStateSchema } from '@/lib/tool-calls/contracts';
import { OPEN } from '@/lib/tool-calls/internal/sql/calls-sql';

const modelCallSchema = z.object({
  id: z.uuid(),
  messageId: z.uuid(),
  step: z.number(),
  position: z.number(),
  modelCallId: z.string(),
  toolName: z.string(),
  argumentsText: z.string(),
  state: toolCallStateSchema,
  /** Null while it is open. */
  modelText: z.string().nullable(),
  /** Its result came after the answer had ended, and the model has not answered with it. */
  isLate: z.boolean(),
});
export type ModelCall = z.infer<typeof modelCallSchema>;

/** Calls that the model asked for, as it wrote them, with the text it gets of each. */
export async function selectModelCalls(sql: SqlRunner, messageIds: readonly string[]): Promise<ModelCall[]> {
  const found = await sql.query(
    `SELECT id, message_id AS "messageId", step, position, coalesce(model_call_id, id::text) AS "modelCallId", tool_name AS "toolName", arguments_text AS "argumentsText", state,
            CASE WHEN state NOT IN (${OPEN}) THEN model_text END AS "modelText", follow_up IS NOT NULL AND follow_up <> 'queued' AS "isLate"
     FROM tool_call WHERE message_id = ANY ($1::uuid[]) AND origin = 'model' ORDER BY message_id, step, position, id`,
    [messageIds],
  );
  return z.array(modelCallSchema).parse(found.rows);
}
