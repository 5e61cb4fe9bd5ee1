import 'server-only';
import { z } from 'zod';
import type { SqlRunner } from '@/lib/db/transaction';
import { jsonObjectSchema, toolCallStateSchema, toolErrorSchema, type JsonObject, type ToolCallState, type ToolEffect, type ToolError } from '@/lib/tools/contracts';

/** A call as it is stored first. */
export interface NewCall {
  readonly id: string;
  readonly origin: 'model' | 'person';
  readonly runId: string | null;
  readonly conversationId: string | null;
  readonly messageId: string | null;
  readonly requesterId: string;
  readonly step: number;
  readonly position: number;
  readonly modelCallId: string | null;
  readonly toolId: string | null;
  readonly toolName: string;
  readonly toolTitle: string;
  readonly effect: ToolEffect;
  readonly argumentsText: string;
  readonly arguments: JsonObject | null;
  readonly argumentHash: string | null;
  readonly toolFingerprint: string | null;
  readonly state: ToolCallState;
  readonly error: ToolError | null;
  readonly modelText: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** The process that will execute it by itself: only of calls made by hand. */
  readonly instanceId: string | null;
}

export async function insertCalls(sql: SqlRunner, calls: readonly NewCall[]): Promise<void> {
  await sql.query(
    `INSERT INTO tool_call (id, origin, run_id, conversation_id, message_id, requester_id, step, position, model_call_id, tool_id, tool_name, tool_title, effect,
                            arguments_text, arguments, argument_hash, tool_fingerprint, state, error, model_text, created_at, finished_at, instance_id)
     SELECT c.id, c.origin, c."runId", c."conversationId", c."messageId", c."requesterId", c.step, c.position, c."modelCallId", c."toolId", c."toolName", c."toolTitle", c.effect,
            c."argumentsText", nullif(c.arguments, 'null'::jsonb), c."argumentHash", c."toolFingerprint", c.state, nullif(c.error, 'null'::jsonb), c."modelText", c."createdAt", c."finishedAt", c."instanceId"
     FROM jsonb_to_recordset($1::jsonb) AS c(id uuid, origin text, "runId" uuid, "conversationId" uuid, "messageId" uuid, "requesterId" uuid, step int, position int,
       "modelCallId" text, "toolId" uuid, "toolName" text, "toolTitle" text, effect tool_effect, "argumentsText" text, arguments jsonb, "argumentHash" text, "toolFingerprint" text,
       state tool_call_state, error jsonb, "modelText" text, "createdAt" timestamptz, "finishedAt" timestamptz, "instanceId" uuid)`,
    [JSON.stringify(calls)],
  );
}

const earlierCallSchema = z.object({ toolName: z.string(), argumentHash: z.string().nullable(), state: toolCallStateSchema, step: z.number() });
export type EarlierCall = z.infer<typeof earlierCallSchema>;

export async function selectCallsOfRun(sql: SqlRunner, runId: string): Promise<EarlierCall[]> {
  const found = await sql.query(
    `SELECT tool_name AS "toolName", argument_hash AS "argumentHash", state, step FROM tool_call WHERE run_id = $1 ORDER BY step, position`,
    [runId],
  );
  return z.array(earlierCallSchema).parse(found.rows);
}

const callSchema = z.object({
  id: z.uuid(),
  origin: z.enum(['model', 'person']),
  runId: z.uuid().nullable(),
  conversationId: z.uuid().nullable(),
  requesterId: z.uuid(),
  toolId: z.uuid().nullable(),
  toolName: z.string(),
  effect: z.enum(['read', 'change']),
  arguments: jsonObjectSchema.nullable(),
  argumentHash: z.string().nullable(),
  toolFingerprint: z.string().nullable(),
  state: toolCallStateSchema,
  error: toolErrorSchema.nullable(),
  startedAt: z.date().nullable(),
  attempts: z.number().int(),
  conversationDeleted: z.boolean(),
});
/** What execution and decisions need of a call. */
export type CallRow = z.infer<typeof callSchema>;

const CALL = `c.id, c.origin, c.run_id AS "runId", c.conversation_id AS "conversationId", c.requester_id AS "requesterId", c.tool_id AS "toolId", c.tool_name AS "toolName",
  c.effect, c.arguments, c.argument_hash AS "argumentHash", c.tool_fingerprint AS "toolFingerprint", c.state, c.error, c.started_at AS "startedAt", c.attempts,
  EXISTS (SELECT FROM conversation v WHERE v.id = c.conversation_id AND v.deleted_at IS NOT NULL) AS "conversationDeleted"`;

export async function findCall(sql: SqlRunner, callId: string): Promise<CallRow | null> {
  const found = await sql.query(`SELECT ${CALL} FROM tool_call c WHERE c.id = $1`, [callId]);
  return callSchema.nullable().parse(found.rows[0] ?? null);
}

/** The same under the row's lock. Calls are locked before approvals, everywhere. */
export async function findCallForUpdate(sql: SqlRunner, callId: string): Promise<CallRow | null> {
  const found = await sql.query(`SELECT ${CALL} FROM tool_call c WHERE c.id = $1 FOR UPDATE`, [callId]);
  return callSchema.nullable().parse(found.rows[0] ?? null);
}

/**
 * Takes a call that may be made: one statement, so that of two processes one gets it. From its commit on the call counts as made.
 * @returns null when there was nothing to take
 */
export async function claimCall(sql: SqlRunner, callId: string, instanceId: string, now: Date): Promise<CallRow | null> {
  const claimed = await sql.query(
    `UPDATE tool_call c SET state = 'running', instance_id = $2, attempts = attempts + 1, started_at = $3 WHERE c.id = $1 AND c.state = 'ready' RETURNING ${CALL}`,
    [callId, instanceId, now],
  );
  return callSchema.nullable().parse(claimed.rows[0] ?? null);
}

export interface Settlement {
  readonly state: 'done' | 'refused' | 'failed' | 'cancelled';
  readonly error: ToolError | null;
  readonly result: { readonly text: string; readonly type: 'json' | 'text'; readonly hash: string; readonly isCut: boolean } | null;
  readonly modelText: string;
  readonly finishedAt: Date;
}

/**
 * Ends a claimed call. One that was cancelled meanwhile stays cancelled and keeps what it came to, as evidence; one that another process took
 * over is not touched. @returns how it stands then; null: it is not ours any more
 */
export async function settleCall(sql: SqlRunner, callId: string, claim: { readonly instanceId: string; readonly attempts: number }, end: Settlement): Promise<ToolCallState | null> {
  const settled = await sql.query<{ state: ToolCallState }>(
    `UPDATE tool_call SET state = CASE WHEN state = 'cancelled' THEN state ELSE $4::tool_call_state END,
            error = CASE WHEN state = 'cancelled' THEN error ELSE $5::jsonb END,
            result_text = $6, result_type = $7, result_hash = $8, is_cut = $9,
            model_text = CASE WHEN state = 'cancelled' THEN model_text ELSE $10 END, finished_at = $11
     WHERE id = $1 AND instance_id = $2 AND attempts = $3 AND state IN ('running', 'cancelled') AND result_hash IS NULL RETURNING state`,
    [
      callId, claim.instanceId, claim.attempts, end.state, end.error === null ? null : JSON.stringify(end.error),
      end.result?.text ?? null, end.result?.type ?? null, end.result?.hash ?? null, end.result?.isCut ?? false, end.modelText, end.finishedAt,
    ],
  );
  return settled.rows[0]?.state ?? null;
}

/** Ends a call that nobody executes, whose row the caller has locked. */
export async function closeCall(sql: SqlRunner, callId: string, end: Omit<Settlement, 'result'>): Promise<void> {
  await sql.query('UPDATE tool_call SET state = $2::tool_call_state, error = $3::jsonb, model_text = $4, finished_at = $5 WHERE id = $1', [
    callId, end.state, end.error === null ? null : JSON.stringify(end.error), end.modelText, end.finishedAt,
  ]);
}

/** An approved call may be made; with the arguments that were approved. */
export async function readyCall(sql: SqlRunner, callId: string, input: JsonObject, argumentHash: string, instanceId: string | null): Promise<void> {
  await sql.query(`UPDATE tool_call SET state = 'ready', arguments = $2::jsonb, argument_hash = $3, instance_id = $4 WHERE id = $1`, [callId, JSON.stringify(input), argumentHash, instanceId]);
}

/** Locks the open calls of a run, in the order of their ids. */
export async function lockOpenCalls(sql: SqlRunner, runId: string): Promise<CallRow[]> {
  const found = await sql.query(`SELECT ${CALL} FROM tool_call c WHERE c.run_id = $1 AND c.state IN ('waiting_approval', 'ready', 'running') ORDER BY c.id FOR UPDATE`, [runId]);
  return z.array(callSchema).parse(found.rows);
}

/** Locks the calls of tools that wait for a decision, in the order of their ids. */
export async function lockWaitingCalls(sql: SqlRunner, toolIds: readonly string[]): Promise<CallRow[]> {
  const found = await sql.query(`SELECT ${CALL} FROM tool_call c WHERE c.tool_id = ANY ($1::uuid[]) AND c.state = 'waiting_approval' ORDER BY c.id FOR UPDATE`, [toolIds]);
  return z.array(callSchema).parse(found.rows);
}

/** Open calls of a tool are calls of what it is now: for a move that changes nothing of what was asked for. */
export async function carryOpenCalls(sql: SqlRunner, toolId: string, fingerprint: { readonly before: string; readonly after: string }): Promise<void> {
  await sql.query(`UPDATE tool_call SET tool_fingerprint = $3 WHERE tool_id = $1 AND tool_fingerprint = $2 AND state IN ('waiting_approval', 'ready', 'running')`, [toolId, fingerprint.before, fingerprint.after]);
}

export async function selectOpenCalls(sql: SqlRunner, runId: string): Promise<{ id: string; state: ToolCallState }[]> {
  const found = await sql.query(
    `SELECT id, state FROM tool_call WHERE run_id = $1 AND state IN ('waiting_approval', 'ready', 'running') ORDER BY step, position`,
    [runId],
  );
  return z.array(z.object({ id: z.uuid(), state: toolCallStateSchema })).parse(found.rows);
}

/** After this long without a heartbeat a process is dead: many heartbeats of lib/admission were missed. */
const DEAD_AFTER_SECONDS = 10;
/** Nobody is judged right after a start of PostgreSQL: while it was down nobody could say that they live. */
const DATABASE_START_GRACE_SECONDS = 5;

/**
 * Locks the calls nobody takes care of: running ones, and ready ones made by hand (those of a run wait for whoever executes the run), whose process
 * died or is `own` and does not execute them. Another process that looks at the same time skips them.
 */
export async function lockOrphanedCalls(sql: SqlRunner, own: { readonly instanceId: string; readonly executing: readonly string[] }): Promise<CallRow[]> {
  const found = await sql.query(
    `SELECT ${CALL} FROM tool_call c
     WHERE (c.state = 'running' OR c.state = 'ready' AND c.origin = 'person') AND c.instance_id IS NOT NULL
       AND coalesce(c.started_at, (SELECT a.decided_at FROM approval a WHERE a.call_id = c.id), c.created_at) < clock_timestamp() - $1 * interval '1 second'
       AND CASE WHEN c.instance_id = $3 THEN c.id <> ALL ($4::uuid[])
                ELSE clock_timestamp() - pg_postmaster_start_time() > $2 * interval '1 second'
                 AND NOT EXISTS (SELECT FROM instance i WHERE i.id = c.instance_id AND i.heartbeat_at > clock_timestamp() - $1 * interval '1 second') END
     ORDER BY c.id FOR UPDATE SKIP LOCKED`,
    [DEAD_AFTER_SECONDS, DATABASE_START_GRACE_SECONDS, own.instanceId, own.executing],
  );
  return z.array(callSchema).parse(found.rows);
}

/** A look-up whose process died is made again. */
export async function retryCall(sql: SqlRunner, callId: string): Promise<void> {
  await sql.query(`UPDATE tool_call SET state = 'ready', instance_id = NULL, started_at = NULL WHERE id = $1`, [callId]);
}

const modelCallSchema = z.object({
  id: z.uuid(),
  messageId: z.uuid(),
  step: z.number(),
  position: z.number(),
  modelCallId: z.string(),
  toolName: z.string(),
  argumentsText: z.string(),
  modelText: z.string().nullable(),
});
export type ModelCall = z.infer<typeof modelCallSchema>;

/** Calls that the model asked for, as it wrote them and as it is told of them. */
export async function selectModelCalls(sql: SqlRunner, messageIds: readonly string[]): Promise<ModelCall[]> {
  const found = await sql.query(
    `SELECT id, message_id AS "messageId", step, position, coalesce(model_call_id, id::text) AS "modelCallId", tool_name AS "toolName", arguments_text AS "argumentsText", model_text AS "modelText"
     FROM tool_call WHERE message_id = ANY ($1::uuid[]) AND origin = 'model' ORDER BY message_id, step, position, id`,
    [messageIds],
  );
  return z.array(modelCallSchema).parse(found.rows);
}
