import 'server-only';
import type { AuditEntry } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf, type SignedInActor } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import type { RequestClient } from '@/lib/auth/request-client';
import { instanceId } from '@/lib/db/instance-id';
import { withTransaction, type SqlRunner } from '@/lib/db/transaction';
import { AppError, isAppError, notFound } from '@/lib/errors/app-error';
import type { JsonObject, ToolError } from '@/lib/tools/contracts';
import { isPassing, type DecideApprovalInput, type ToolCallState } from '@/lib/tool-calls/contracts';
import { hashArguments } from '@/lib/tool-calls/internal/argument-hash';
import { invalidArguments } from '@/lib/tools/invalid-arguments';
import { checkArguments } from '@/lib/tools/parse-arguments';
import { findCallIdOfApproval } from '@/lib/tool-calls/internal/calls-repository';
import { callEvent } from '@/lib/tool-calls/internal/call-events';
import { checkBeforeUse } from '@/lib/tool-calls/internal/check-claimed';
import { closeLocked, refuseLocked } from '@/lib/tool-calls/internal/close-calls';
import { startManualCall } from '@/lib/tool-calls/internal/manual-calls';
import { recordAttempt } from '@/lib/tool-calls/internal/record-attempt';
import { mayDecide } from '@/lib/grants/may-decide';
import { decidePending, findApprovalForUpdate, type ApprovalRow } from '@/lib/tool-calls/internal/sql/approvals-sql';
import { findCallForUpdate, readyCall, type CallRow } from '@/lib/tool-calls/internal/sql/calls-sql';
import { findApplicant } from '@/lib/auth/find-applicant';

export interface Decided {
  readonly callId: string;
  /** The run that may go on now; null for a manual call, which this process executes. */
  readonly runId: string | null;
  readonly state: ToolCallState;
}

interface Pending {
  readonly call: CallRow;
  readonly approval: ApprovalRow;
  readonly deciderId: string;
  readonly actor: SignedInActor;
}

/**
 * Approves, edits or refuses one exact call. One transaction, under the locks of call and approval, checks that the
 * approval is pending and not expired by the clock of the database, that the decider may decide by the present roles
 * and groups, that the decider has seen these arguments, and that an approved call is still granted and fits schema and
 * limits. Of several deciders one wins. A call that can never be made any more does not stay pending: it is refused for
 * that reason, its run goes on, and the decider gets the error. A decision by somebody who may not decide, or about
 * other arguments, is recorded; one by somebody who may not even see the approval is not (docs/audit.md).
 * @param client where the request came from, for the log
 * @throws AppError not-found (not to be seen either); forbidden `approval-not-yours`, `approval-four-eyes`,
 * `approval-four-eyes-edit`; conflict `approval-already-decided`, `approval-expired`, `approval-cancelled`,
 * `approval-arguments-changed`, or what stands against the call now, which waits on only when that passes
 * (`isPassing`); invalid `tool-arguments-invalid`, `tool-arguments-not-allowed`
 */
export async function decideApproval(
  principal: Principal,
  approvalId: string,
  input: DecideApprovalInput,
  client?: Pick<RequestClient, 'address'>,
): Promise<Decided> {
  const actor = actorOf(principal, client);
  const callId = await findCallIdOfApproval(approvalId);
  if (callId === null) throw notFound('approval');
  const { endedBy, ...decided } = await withTransaction(async (sql) => {
    const pending = await lockPending(sql, principal.personId, actor, callId, input);
    const result = pending.call.conversationDeleted
      ? await end(sql, pending, { code: 'conversation-deleted' })
      : input.decision === 'approve'
        ? await approve(sql, pending, input)
        : await refuse(sql, pending, input.reason ?? null);
    await recordEvents(sql, result.events);
    return { callId: pending.call.id, runId: pending.call.runId, state: result.state, endedBy: result.endedBy ?? null };
  }).catch(async (error: unknown) => {
    if (isAppError(error) && ATTEMPTS.has(error.code)) await recordAttempt(actor, approvalId, error.code);
    throw error;
  });
  if (endedBy !== null) throw standsAgainst(endedBy);
  if (decided.runId === null && decided.state === 'ready') void startManualCall(decided.callId);
  return decided;
}

/** Attempted decisions without the right to decide, or about other arguments than the present ones. */
const ATTEMPTS = new Set([
  'approval-not-yours',
  'approval-four-eyes',
  'approval-four-eyes-edit',
  'approval-arguments-changed',
  'approval-expired',
]);

interface Result {
  readonly state: ToolCallState;
  readonly events: AuditEntry[];
  /** The call could not be made any more, whatever was decided. */
  readonly endedBy?: ToolError;
}

async function lockPending(
  sql: SqlRunner,
  personId: string,
  actor: SignedInActor,
  callId: string,
  input: DecideApprovalInput,
): Promise<Pending> {
  const call = await findCallForUpdate(sql, callId);
  const approval = call === null ? null : await findApprovalForUpdate(sql, call.id);
  const decider = await findApplicant(sql, personId);
  if (call === null || approval === null || decider === null) throw notFound('approval');
  const may = mayDecide(approval.policy, call.requesterId, decider);
  if (decider.isDisabled || (may === 'no' && call.requesterId !== decider.id)) throw notFound('approval');
  if (may === 'no')
    throw new AppError({
      kind: 'forbidden',
      code: 'approval-not-yours',
      detail: 'somebody else decides about this call',
    });
  if (may === 'own')
    throw new AppError({
      kind: 'forbidden',
      code: 'approval-four-eyes',
      detail: 'nobody decides about their own call',
    });
  if (approval.state === 'approved' || approval.state === 'refused') throw conflict('approval-already-decided');
  if (approval.state === 'expired' || (approval.state === 'pending' && approval.isExpired))
    throw conflict('approval-expired');
  if (approval.state !== 'pending' || call.state !== 'waiting_approval') throw conflict('approval-cancelled');
  if (approval.argumentHash !== input.argumentHash) throw conflict('approval-arguments-changed');
  return { call, approval, deciderId: decider.id, actor };
}

async function approve(sql: SqlRunner, pending: Pending, input: DecideApprovalInput): Promise<Result> {
  const { call, approval, deciderId, actor } = pending;
  const edited = input.arguments === undefined ? null : editOf(call, approval, input.arguments);
  const approved = {
    ...call,
    arguments: edited?.arguments ?? approval.arguments,
    argumentHash: edited?.hash ?? approval.argumentHash,
  };
  // A person who changes a call and approves it would make it alone, in somebody else's name.
  if (edited !== null && approval.policy.fourEyes)
    throw new AppError({
      kind: 'forbidden',
      code: 'approval-four-eyes-edit',
      detail: 'two people decide: refuse with a reason, so that it is asked for anew',
    });
  const error = await checkBeforeUse(sql, approved, new Date());
  if (error !== null) {
    // Other arguments may be allowed, where they can be given.
    if (BY_ARGUMENTS.has(error.code) && (edited !== null || !approval.policy.fourEyes)) throw invalid(error);
    if (edited !== null && error.code === 'tool-repeat-unsure') throw invalid(error);
    if (isPassing(error.code)) throw standsAgainst(error);
    return end(sql, pending, error);
  }
  await decidePending(sql, approval.id, {
    state: 'approved',
    decidedById: deciderId,
    reason: input.reason ?? null,
    edited,
  });
  await readyCall(
    sql,
    call.id,
    approved.arguments,
    approved.argumentHash,
    call.origin === 'person' ? instanceId() : null,
  );
  const details = {
    approvalId: approval.id,
    argumentHash: approval.argumentHash,
    arguments: approval.arguments,
    requesterId: call.requesterId,
    ...(input.reason === undefined ? {} : { reason: input.reason }),
    ...(edited === null ? {} : { editedHash: edited.hash, editedArguments: edited.arguments }),
  };
  return { state: 'ready', events: [callEvent('approval.approved', 'ok', call, actor, details)] };
}

/** An edit without a change does not count as an edit. */
function editOf(
  call: CallRow,
  approval: ApprovalRow,
  given: JsonObject,
): { readonly arguments: JsonObject; readonly hash: string } | null {
  const checked = checkArguments(given);
  if (!checked.ok) throw invalid(invalidArguments(checked.problem));
  const hash = hashArguments(call.toolId ?? '', checked.value);
  return hash === approval.argumentHash ? null : { arguments: checked.value, hash };
}

async function refuse(
  sql: SqlRunner,
  { call, approval, deciderId, actor }: Pending,
  reason: string | null,
): Promise<Result> {
  const error: ToolError = { code: 'approval-refused', values: { reason: reason ?? '' } };
  await decidePending(sql, approval.id, { state: 'refused', decidedById: deciderId, reason, edited: null });
  await closeLocked(sql, [call], 'refused', () => error, new Date());
  const details = {
    approvalId: approval.id,
    argumentHash: approval.argumentHash,
    arguments: approval.arguments,
    requesterId: call.requesterId,
    ...(reason === null ? {} : { reason }),
  };
  return { state: 'refused', events: [callEvent('approval.refused', 'refused', call, actor, details)] };
}

/** Refuses a call that cannot be executed any more, whatever the decision is. */
async function end(sql: SqlRunner, { call, actor }: Pending, error: ToolError): Promise<Result> {
  return {
    state: 'refused',
    events: await refuseLocked(sql, [call], { error, approval: 'cancelled' }, new Date(), actor),
    endedBy: error,
  };
}

const BY_ARGUMENTS = new Set(['tool-arguments-invalid', 'tool-arguments-not-allowed']);

/** What changed since the call was requested. */
function standsAgainst({ code, values = {} }: ToolError): AppError {
  return new AppError({ kind: 'conflict', code, detail: 'the call may not be made', values });
}

function invalid({ code, values = {} }: ToolError): AppError {
  return new AppError({
    kind: 'invalid',
    code,
    detail: String(values.detail ?? 'the arguments are not allowed'),
    values,
  });
}

function conflict(code: string): AppError {
  return new AppError({ kind: 'conflict', code, detail: 'nothing is left to decide, or not about this' });
}
