// SQL: pages by row comparison, and results that are cut by the database before they travel.
import 'server-only';
import { z } from 'zod';
import { roleSchema } from '@/lib/auth/contracts';
import type { SqlRunner } from '@/lib/db/transaction';
import type { CallPlace } from '@/lib/tool-calls/internal/call-place';
import { OPEN } from '@/lib/tool-calls/internal/sql/calls-sql';
import { approvalPolicySchema, jsonObjectSchema } from '@/lib/tools/contracts';
import { approvalStateSchema, MAX_SHOWN_RESULT_CHARS, toolCallSchema } from '@/lib/tool-calls/contracts';

/**
 * Which calls: of a run, of a conversation (`messageId`: of one answer in it; `waiting`: of its answers, needing a
 * decision, and not ended or owed to the answer still), or these.
 */
export type CallFilter =
  | { readonly runId: string }
  | { readonly conversationId: string; readonly messageId?: string; readonly waiting?: true }
  | { readonly ids: readonly string[] };

/** What the row and the API have in common. */
const sameSchema = toolCallSchema.omit({
  requester: true,
  argumentNames: true,
  result: true,
  approval: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
});

export const shownCallSchema = sameSchema.extend({
  requesterId: z.uuid(),
  requesterName: z.string(),
  requesterEmail: z.string().nullable(),
  /** Of the tool as it is now. */
  inputSchema: jsonObjectSchema.nullable(),
  resultType: z.enum(['json', 'text']).nullable(),
  resultText: z.string().nullable(),
  resultChars: z.number().int().nullable(),
  resultHash: z.string().nullable(),
  isCut: z.boolean(),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  approvalId: z.uuid().nullable(),
  approvalState: approvalStateSchema.nullable(),
  policy: approvalPolicySchema.extend({ mode: z.enum(['self', 'approvers']), roles: z.array(roleSchema) }).nullable(),
  groupNames: z.array(z.string()),
  expiresAt: z.date().nullable(),
  isExpired: z.boolean().nullable(),
  decidedById: z.uuid().nullable(),
  decidedByName: z.string().nullable(),
  decidedByEmail: z.string().nullable(),
  decidedAt: z.date().nullable(),
  reason: z.string().nullable(),
  approvalHash: z.string().nullable(),
  editedHash: z.string().nullable(),
  originalArguments: jsonObjectSchema.nullable(),
});
export type ShownCallRow = z.infer<typeof shownCallSchema>;

/**
 * The length of a result is read from the row; a result without one was stored by a process of an older version, and is
 * read for it.
 */
export const SHOWN_CALL = `
  SELECT c.id, c.origin, c.run_id AS "runId", c.conversation_id AS "conversationId", c.message_id AS "messageId", c.requester_id AS "requesterId",
         coalesce(r.name, '') AS "requesterName", r.email AS "requesterEmail", c.step, c.position, c.tool_id AS "toolId", c.tool_name AS "toolName", c.tool_title AS "toolTitle", c.effect,
         coalesce(t.is_sample, false) AS "isSample", t.input_schema AS "inputSchema", c.arguments, c.arguments_text AS "argumentsText", c.state, c.error, c.result_type AS "resultType",
         left(c.result_text, ${MAX_SHOWN_RESULT_CHARS}) AS "resultText", coalesce(c.result_chars, length(c.result_text)) AS "resultChars", c.result_hash AS "resultHash", c.is_cut AS "isCut",
         c.created_at AS "createdAt", c.started_at AS "startedAt", c.finished_at AS "finishedAt",
         a.id AS "approvalId", a.state AS "approvalState", a.policy,
         ARRAY(SELECT g.name FROM person_group g WHERE a.policy -> 'groupIds' ? g.id::text ORDER BY g.name) AS "groupNames",
         a.expires_at AS "expiresAt", a.expires_at <= clock_timestamp() AS "isExpired", a.decided_by_id AS "decidedById", d.name AS "decidedByName", d.email AS "decidedByEmail", a.decided_at AS "decidedAt",
         a.reason, a.argument_hash AS "approvalHash", a.edited_hash AS "editedHash", a.arguments AS "originalArguments"
  FROM tool_call c
  LEFT JOIN person r ON r.id = c.requester_id
  LEFT JOIN tool t ON t.id = c.tool_id
  LEFT JOIN approval a ON a.call_id = c.id
  LEFT JOIN person d ON d.id = a.decided_by_id`;

/** A call in a deleted conversation is gone, for its approvers too. */
export const NOT_DELETED = `NOT EXISTS (SELECT FROM conversation v WHERE v.id = c.conversation_id AND v.deleted_at IS NOT NULL)`;

const ORDER = 'ORDER BY c.created_at, c.step, c.position, c.id';

/**
 * Of a run or conversation only one's own; by id also those of others, about which the caller decides what is shown.
 */
export async function selectShownCalls(sql: SqlRunner, readerId: string, filter: CallFilter): Promise<ShownCallRow[]> {
  const { condition, values } = conditionOf(filter, readerId);
  const found = await sql.query(`${SHOWN_CALL} WHERE ${condition} AND ${NOT_DELETED} ${ORDER}`, values);
  return z.array(shownCallSchema).parse(found.rows);
}

function conditionOf(
  filter: CallFilter,
  readerId: string,
): { readonly condition: string; readonly values: readonly unknown[] } {
  if ('runId' in filter)
    return { condition: 'c.run_id = $1 AND c.requester_id = $2', values: [filter.runId, readerId] };
  if ('ids' in filter) return { condition: 'c.id = ANY ($1::uuid[])', values: [filter.ids] };
  const { conversationId, messageId = null, waiting } = filter;
  const isOpen =
    waiting === true
      ? ` AND c.origin = 'model' AND a.id IS NOT NULL AND (c.state IN (${OPEN}) OR c.follow_up = 'owed')`
      : '';
  return {
    condition: `c.conversation_id = $1 AND c.requester_id = $2 AND ($3::uuid IS NULL OR c.message_id = $3)${isOpen}`,
    values: [conversationId, readerId, messageId],
  };
}

export interface NewestCalls {
  /** Null: the manual calls from before a conversation began. */
  readonly conversationId: string | null;
  readonly before: CallPlace | null;
  readonly most: number;
}

/**
 * One's own calls, newest first, from a place on; ids made in the same millisecond are in order. Index: by
 * conversation, else `tool_call_outside_conversations`.
 */
export async function selectNewestCalls(
  sql: SqlRunner,
  readerId: string,
  { conversationId, before, most }: NewestCalls,
): Promise<ShownCallRow[]> {
  const place =
    conversationId === null
      ? `c.conversation_id IS NULL AND c.origin = 'person'`
      : `c.conversation_id = $5 AND ${NOT_DELETED}`;
  const found = await sql.query(
    // Version 8: looked up beside an approval, and shown there.
    `${SHOWN_CALL} WHERE c.requester_id = $1 AND uuid_extract_version(c.id) IS DISTINCT FROM 8 AND (c.created_at, c.id) < ($2::timestamptz, $3::uuid) AND ${place} ORDER BY c.created_at DESC, c.id DESC LIMIT $4`,
    [
      readerId,
      before?.createdAt ?? 'infinity',
      before?.id ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff',
      most,
      ...(conversationId === null ? [] : [conversationId]),
    ],
  );
  return z.array(shownCallSchema).parse(found.rows);
}
