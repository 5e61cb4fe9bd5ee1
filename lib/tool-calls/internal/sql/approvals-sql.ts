// SQL: a decision is taken once, under the locks of its call and approval.
import 'server-only';
import { z } from 'zod';
import { storableText } from '@/lib/db/storable-text';
import { runLastInTransaction, type SqlRunner } from '@/lib/db/transaction';
import { approvalPolicySchema, jsonObjectSchema, type JsonObject } from '@/lib/tools/contracts';
import { approvalStateSchema } from '@/lib/tool-calls/contracts';
import type { AskingPolicy } from '@/lib/grants/decide-grant';

export interface NewApproval {
  readonly id: string;
  readonly callId: string;
  readonly runId: string | null;
  readonly toolId: string;
  readonly requesterId: string;
  readonly argumentHash: string;
  readonly arguments: JsonObject;
  readonly policy: AskingPolicy;
}

/**
 * With the commit, behind their calls. They expire by the clock of the database, which also decides whether a decision
 * is in time.
 */
export async function insertApprovals(sql: SqlRunner, approvals: readonly NewApproval[]): Promise<void> {
  await runLastInTransaction(
    sql,
    `INSERT INTO approval (id, call_id, run_id, tool_id, requester_id, argument_hash, arguments, policy, state, expires_at)
     SELECT a.id, a."callId", a."runId", a."toolId", a."requesterId", a."argumentHash", a.arguments, a.policy, 'pending',
            clock_timestamp() + (a.policy ->> 'expiresMinutes')::int * interval '1 minute'
     FROM jsonb_to_recordset($1::jsonb) AS a(id uuid, "callId" uuid, "runId" uuid, "toolId" uuid, "requesterId" uuid, "argumentHash" text, arguments jsonb, policy jsonb)`,
    [JSON.stringify(approvals)],
  );
}

const approvalSchema = z.object({
  id: z.uuid(),
  callId: z.uuid(),
  argumentHash: z.string(),
  editedHash: z.string().nullable(),
  arguments: jsonObjectSchema,
  policy: approvalPolicySchema.extend({ mode: z.enum(['self', 'approvers']) }),
  state: approvalStateSchema,
  isExpired: z.boolean(),
});
export type ApprovalRow = z.infer<typeof approvalSchema>;

const APPROVAL = `a.id, a.call_id AS "callId", a.argument_hash AS "argumentHash", a.edited_hash AS "editedHash", a.arguments, a.policy, a.state,
  a.expires_at <= clock_timestamp() AS "isExpired"`;

/** Under the row's lock, after that of its call. */
export async function findApprovalForUpdate(sql: SqlRunner, callId: string): Promise<ApprovalRow | null> {
  const found = await sql.query(`SELECT ${APPROVAL} FROM approval a WHERE a.call_id = $1 FOR UPDATE`, [callId]);
  return approvalSchema.nullable().parse(found.rows[0] ?? null);
}

/** Those of these calls, by call id. */
export async function selectApprovals(sql: SqlRunner, callIds: readonly string[]): Promise<Map<string, ApprovalRow>> {
  const found = await sql.query(`SELECT ${APPROVAL} FROM approval a WHERE a.call_id = ANY ($1::uuid[])`, [callIds]);
  return new Map(
    z
      .array(approvalSchema)
      .parse(found.rows)
      .map((approval) => [approval.callId, approval]),
  );
}

export interface Decision {
  readonly state: 'approved' | 'refused';
  readonly decidedById: string;
  readonly reason: string | null;
  readonly edited: { readonly arguments: JsonObject; readonly hash: string } | null;
}

/** Stores a decision, with the time of the database. Changes nothing when the approval is not pending. */
export async function decidePending(
  sql: SqlRunner,
  approvalId: string,
  { state, decidedById, reason, edited }: Decision,
): Promise<void> {
  await sql.query(
    `UPDATE approval SET state = $2::approval_state, decided_by_id = $3, decided_at = clock_timestamp(), reason = $4, edited_arguments = $5::jsonb, edited_hash = $6
     WHERE id = $1 AND state = 'pending'`,
    [
      approvalId,
      state,
      decidedById,
      reason === null ? null : storableText(reason),
      edited === null ? null : JSON.stringify(edited.arguments),
      edited?.hash ?? null,
    ],
  );
}

const endedApprovalsSchema = z.array(z.object({ id: z.uuid(), callId: z.uuid() }));

/** Ends the pending approvals of calls whose rows the caller has locked. @returns the ids of those that were ended */
export async function endApprovals(
  sql: SqlRunner,
  callIds: readonly string[],
  state: 'expired' | 'cancelled',
): Promise<{ id: string; callId: string }[]> {
  const ended = await sql.query(
    `UPDATE approval SET state = $2::approval_state, decided_at = clock_timestamp() WHERE call_id = ANY ($1::uuid[]) AND state = 'pending' RETURNING id, call_id AS "callId"`,
    [callIds, state],
  );
  return endedApprovalsSchema.parse(ended.rows);
}

/**
 * Whether anybody at all could decide: enabled, in one of these roles or groups, and, for a two-person approval, not
 * the requester.
 */
export async function hasApprover(sql: SqlRunner, policy: AskingPolicy, requesterId: string): Promise<boolean> {
  const found = await sql.query(
    `SELECT FROM person p WHERE p.disabled_at IS NULL AND (NOT $4 OR p.id <> $3)
       AND (p.role = ANY ($1::role[]) OR EXISTS (SELECT FROM group_member m WHERE m.person_id = p.id AND m.group_id = ANY ($2::uuid[]))) LIMIT 1`,
    [policy.roles, policy.groupIds, requesterId, policy.fourEyes],
  );
  return found.rows.length > 0;
}
