// SQL: calls are requested, claimed and settled under their locks, in few round trips.
import 'server-only';
import { z } from 'zod';
import type { EventRow } from '@/lib/audit/record-events';
import { lockRows } from '@/lib/db/locks-sql';
import { storableJson } from '@/lib/db/storable-text';
import { runLastInTransaction, type SqlRunner } from '@/lib/db/transaction';
import {
  jsonObjectSchema,
  toolErrorSchema,
  type JsonObject,
  type ToolEffect,
  type ToolError,
} from '@/lib/tools/contracts';
import { OPEN_CALL_STATES, toolCallStateSchema, type ToolCallState } from '@/lib/tool-calls/contracts';

/** The states in which a call can still change, for SQL. */
export const OPEN = OPEN_CALL_STATES.map((state) => `'${state}'`).join(', ');

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
  /** The process that executes it now (`running`), or will execute it (a manual call). */
  readonly instanceId: string | null;
  readonly startedAt: Date | null;
  readonly attempts: number;
}

/** With the commit. */
export async function insertCalls(sql: SqlRunner, calls: readonly NewCall[]): Promise<void> {
  await runLastInTransaction(
    sql,
    `INSERT INTO tool_call (id, origin, run_id, conversation_id, message_id, requester_id, step, position, model_call_id, tool_id, tool_name, tool_title, effect,
                            arguments_text, arguments, argument_hash, tool_fingerprint, state, error, model_text, created_at, finished_at, instance_id, started_at, attempts)
     SELECT c.id, c.origin, c."runId", c."conversationId", c."messageId", c."requesterId", c.step, c.position, c."modelCallId", c."toolId", c."toolName", c."toolTitle", c.effect,
            c."argumentsText", nullif(c.arguments, 'null'::jsonb), c."argumentHash", c."toolFingerprint", c.state, nullif(c.error, 'null'::jsonb), c."modelText", c."createdAt", c."finishedAt", c."instanceId", c."startedAt", c.attempts
     FROM jsonb_to_recordset($1::jsonb) AS c(id uuid, origin text, "runId" uuid, "conversationId" uuid, "messageId" uuid, "requesterId" uuid, step int, position int,
       "modelCallId" text, "toolId" uuid, "toolName" text, "toolTitle" text, effect tool_effect, "argumentsText" text, arguments jsonb, "argumentHash" text, "toolFingerprint" text,
       state tool_call_state, error jsonb, "modelText" text, "createdAt" timestamptz, "finishedAt" timestamptz, "instanceId" uuid, "startedAt" timestamptz, attempts int)`,
    [storableJson(calls)],
  );
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
  finishedAt: z.date().nullable(),
  attempts: z.number().int(),
  conversationDeleted: z.boolean(),
  /** Its person stopped the run that asked for it. */
  isRunStopped: z.boolean(),
});
/** What execution and decisions need of a call. */
export type CallRow = z.infer<typeof callSchema>;

const CALL = `c.id, c.origin, c.run_id AS "runId", c.conversation_id AS "conversationId", c.requester_id AS "requesterId", c.tool_id AS "toolId", c.tool_name AS "toolName",
  c.effect, c.arguments, c.argument_hash AS "argumentHash", c.tool_fingerprint AS "toolFingerprint", c.state, c.error, c.started_at AS "startedAt", c.finished_at AS "finishedAt", c.attempts,
  EXISTS (SELECT FROM conversation v WHERE v.id = c.conversation_id AND v.deleted_at IS NOT NULL) AS "conversationDeleted",
  EXISTS (SELECT FROM run r WHERE r.id = c.run_id AND (r.status = 'stopped' OR r.stop_requested_at IS NOT NULL)) AS "isRunStopped"`;

/** By id, also of a deleted conversation; the row says so. */
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
 * Claims those of the calls that may be executed, under the locks of their rows, so that only one process gets each.
 * From the commit on a call counts as executed.
 */
export async function claimCalls(
  sql: SqlRunner,
  callIds: readonly string[],
  instanceId: string,
  now: Date,
): Promise<CallRow[]> {
  const [, claimed] = await Promise.all([
    lockRows(sql, 'tool_call', callIds),
    sql.query(
      `UPDATE tool_call c SET state = 'running', instance_id = $2, attempts = attempts + 1, started_at = $3 WHERE c.id = ANY ($1::uuid[]) AND c.state = 'ready' RETURNING ${CALL}`,
      [callIds, instanceId, now],
    ),
  ]);
  return z.array(callSchema).parse(claimed.rows);
}

export interface Settlement {
  readonly state: 'done' | 'refused' | 'failed' | 'cancelled';
  readonly error: ToolError | null;
  readonly result: {
    readonly text: string;
    readonly type: 'json' | 'text';
    readonly hash: string;
    readonly isCut: boolean;
  } | null;
  readonly modelText: string;
  readonly finishedAt: Date;
}

/** Made once: a schema costs more to make than to use. */
const statesSchema = z.array(z.object({ id: z.uuid(), state: toolCallStateSchema }));

/** How a claimed call ended, and what is recorded of it: `eventIfCancelled` when it was cancelled meanwhile. */
export interface EndedCall extends Settlement {
  readonly id: string;
  readonly instanceId: string;
  readonly attempts: number;
  readonly event: EventRow;
  readonly eventIfCancelled: EventRow;
}

/**
 * Ends claimed calls and records them. One that was cancelled meanwhile stays cancelled and keeps its result, as
 * evidence; one that another process took over is not changed, and none is ended twice (its claim is given back). It
 * has to be the last statement of its transaction (it locks the log's chain). @returns their states, without calls that
 * are not ours any more
 */
export async function settleCalls(sql: SqlRunner, calls: readonly EndedCall[]): Promise<Map<string, ToolCallState>> {
  const rows = calls.map(({ result, ...call }) => ({
    ...call,
    resultText: result?.text,
    resultType: result?.type,
    resultHash: result?.hash,
    isCut: result?.isCut ?? false,
  }));
  const [, settled] = await Promise.all([
    lockRows(
      sql,
      'tool_call',
      calls.map(({ id }) => id),
    ),
    sql.query(
      `WITH settled AS (
         UPDATE tool_call c SET state = CASE WHEN c.state = 'cancelled' THEN c.state ELSE e.state END,
                error = CASE WHEN c.state = 'cancelled' THEN c.error ELSE nullif(e.error, 'null'::jsonb) END,
                result_text = e."resultText", result_type = e."resultType", result_hash = e."resultHash", result_chars = length(e."resultText"), is_cut = e."isCut",
                model_text = CASE WHEN c.state = 'cancelled' THEN c.model_text ELSE e."modelText" END, finished_at = e."finishedAt", instance_id = NULL
         FROM json_to_recordset($1::json) AS e(id uuid, "instanceId" uuid, attempts int, state tool_call_state, error jsonb, "resultText" text, "resultType" text, "resultHash" text,
              "isCut" boolean, "modelText" text, "finishedAt" timestamptz, event json, "eventIfCancelled" json)
         WHERE c.id = e.id AND c.instance_id = e."instanceId" AND c.attempts = e.attempts AND c.state IN ('running', 'cancelled')
         RETURNING c.id, c.state, CASE WHEN c.state = e.state THEN e.event ELSE e."eventIfCancelled" END AS event
       ), recorded AS (SELECT audit_append(json_agg(s.event ORDER BY s.id)) FROM settled s)
       SELECT s.id, s.state FROM settled s, recorded`,
      [storableJson(rows)],
    ),
  ]);
  return new Map(statesSchema.parse(settled.rows).map(({ id, state }) => [id, state]));
}

/** Removes the claim of a call; the attempt stays counted. */
const GIVE_BACK = `UPDATE tool_call SET state = 'ready', instance_id = NULL, started_at = NULL WHERE id = ANY ($1::uuid[])`;

/** Gives claims of this process back: of calls that were not begun (all), or that may be made twice (look-ups). */
export async function giveBackCalls(
  sql: SqlRunner,
  callIds: readonly string[],
  instanceId: string,
  which: 'all' | 'look-ups',
): Promise<void> {
  await sql.query(
    `${GIVE_BACK} AND instance_id = $2 AND state = 'running' AND ($3 = 'all' OR effect = 'read' AND origin = 'model')`,
    [callIds, instanceId, which],
  );
}

/** Gives claims back, whichever process had them, of calls whose rows the caller has locked. */
export async function giveBackLocked(sql: SqlRunner, callIds: readonly string[]): Promise<void> {
  await sql.query(GIVE_BACK, [callIds]);
}

/** The end of a call that nobody executes: no result, and a reason. */
export interface ClosedCall {
  readonly id: string;
  readonly state: 'refused' | 'failed' | 'cancelled';
  readonly error: ToolError;
  readonly modelText: string;
  readonly finishedAt: Date;
}

/** Ends calls that nobody executes, whose rows the caller has locked. */
export async function closeCalls(sql: SqlRunner, calls: readonly ClosedCall[]): Promise<void> {
  await sql.query(
    `UPDATE tool_call c SET state = e.state, error = e.error, model_text = e."modelText", finished_at = e."finishedAt"
     FROM jsonb_to_recordset($1::jsonb) AS e(id uuid, state tool_call_state, error jsonb, "modelText" text, "finishedAt" timestamptz) WHERE c.id = e.id`,
    [storableJson(calls)],
  );
}

/** An approved call may be made; with the arguments that were approved. */
export async function readyCall(
  sql: SqlRunner,
  callId: string,
  input: JsonObject,
  argumentHash: string,
  instanceId: string | null,
): Promise<void> {
  await sql.query(
    `UPDATE tool_call SET state = 'ready', arguments = $2::jsonb, argument_hash = $3, instance_id = $4 WHERE id = $1`,
    [callId, JSON.stringify(input), argumentHash, instanceId],
  );
}

/** Whose calls: of a run, or of all runs of a person's conversation. */
export type CallsOf = { readonly runId: string } | { readonly conversationId: string; readonly personId: string };

/** Locks the open calls that a model asked for, in the order of their ids. */
export async function lockOpenCalls(sql: SqlRunner, of: CallsOf): Promise<CallRow[]> {
  const [condition, values] =
    'runId' in of
      ? ['c.run_id = $1', [of.runId]]
      : ['c.conversation_id = $1 AND c.requester_id = $2', [of.conversationId, of.personId]];
  const found = await sql.query(
    `SELECT ${CALL} FROM tool_call c WHERE ${condition} AND c.origin = 'model' AND c.state IN (${OPEN}) ORDER BY c.id FOR UPDATE`,
    values,
  );
  return z.array(callSchema).parse(found.rows);
}

/**
 * Locks the open calls of disabled people, manual ones and those of answers that have ended, in the order of their ids;
 * a concurrent round skips them.
 */
export async function lockOpenCallsOfDisabled(sql: SqlRunner): Promise<CallRow[]> {
  const found = await sql.query(
    `SELECT ${CALL} FROM tool_call c JOIN person p ON p.id = c.requester_id
     WHERE c.state IN (${OPEN}) AND p.disabled_at IS NOT NULL AND NOT EXISTS (SELECT FROM run r WHERE r.id = c.run_id AND r.finished_at IS NULL) ORDER BY c.id FOR UPDATE OF c SKIP LOCKED`,
  );
  return z.array(callSchema).parse(found.rows);
}

/** Locks the calls of tools that wait for a decision, in the order of their ids. */
export async function lockWaitingCalls(sql: SqlRunner, toolIds: readonly string[]): Promise<CallRow[]> {
  const found = await sql.query(
    `SELECT ${CALL} FROM tool_call c WHERE c.tool_id = ANY ($1::uuid[]) AND c.state = 'waiting_approval' ORDER BY c.id FOR UPDATE`,
    [toolIds],
  );
  return z.array(callSchema).parse(found.rows);
}

/**
 * Locks the calls whose approval expired by the clock of the database, in the order of their ids; a concurrent round
 * skips them.
 */
export async function lockExpiredCalls(sql: SqlRunner): Promise<CallRow[]> {
  const found = await sql.query(
    `SELECT ${CALL} FROM tool_call c JOIN approval a ON a.call_id = c.id
     WHERE a.state = 'pending' AND a.expires_at <= clock_timestamp() AND c.state = 'waiting_approval' ORDER BY c.id FOR UPDATE OF c SKIP LOCKED`,
  );
  return z.array(callSchema).parse(found.rows);
}

/** Its open calls, in the model's order. */
export async function selectOpenCalls(sql: SqlRunner, runId: string): Promise<{ id: string; state: ToolCallState }[]> {
  const found = await sql.query(
    `SELECT id, state FROM tool_call WHERE run_id = $1 AND state IN (${OPEN}) ORDER BY step, position`,
    [runId],
  );
  return statesSchema.parse(found.rows);
}

/** After this long without a heartbeat a process is dead: many heartbeats of lib/admission were missed. */
const DEAD_AFTER_SECONDS = 10;
/** No process counts as dead right after a start of PostgreSQL: while it was down no heartbeat could be written. */
const DATABASE_START_GRACE_SECONDS = 5;

/**
 * Locks the calls that no process executes: running ones, and ready manual ones (those of a run wait for the process
 * that executes the run), whose process died or is `own` and does not execute them. Another process that looks at the
 * same time skips them.
 */
export async function lockOrphanedCalls(
  sql: SqlRunner,
  own: { readonly instanceId: string; readonly executing: readonly string[] },
): Promise<CallRow[]> {
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
