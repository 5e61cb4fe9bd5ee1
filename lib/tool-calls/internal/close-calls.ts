import 'server-only';
import { SYSTEM_ACTOR, type AuditActor, type AuditEntry } from '@/lib/audit/contracts';
import type { SqlRunner } from '@/lib/db/transaction';
import type { ToolError } from '@/lib/tools/contracts';
import { callEvent } from '@/lib/tool-calls/internal/call-events';
import { failureOf } from '@/lib/tools/effect-unknown';
import { modelTextOfError } from '@/lib/tool-calls/internal/model-text';
import { endApprovals } from '@/lib/tool-calls/internal/sql/approvals-sql';
import { closeCalls, type CallRow, type ClosedCall } from '@/lib/tool-calls/internal/sql/calls-sql';

/**
 * Ends calls whose rows are locked and which nobody executes, all in one statement; the model gets the reason. The
 * caller ends their approvals and records their events.
 */
export async function closeLocked(
  sql: SqlRunner,
  calls: readonly CallRow[],
  state: ClosedCall['state'],
  errorOf: (call: CallRow) => ToolError,
  now: Date,
): Promise<void> {
  if (calls.length === 0) return;
  await closeCalls(
    sql,
    calls.map((call) => {
      const error = errorOf(call);
      return { id: call.id, state, error, modelText: modelTextOfError(call.toolName, state, error), finishedAt: now };
    }),
  );
}

/** Cancels calls whose rows are locked, and their pending approvals. @returns the events to record */
export async function cancelLocked(
  sql: SqlRunner,
  calls: readonly CallRow[],
  now: Date,
  actor: AuditActor = SYSTEM_ACTOR,
): Promise<AuditEntry[]> {
  if (calls.length === 0) return [];
  const ended = await endPending(sql, calls, 'cancelled', actor);
  await closeLocked(
    sql,
    calls,
    'cancelled',
    (call) =>
      call.state === 'running' ? failureOf({ code: 'tool-stopped' }, call.effect, true) : { code: 'tool-cancelled' },
    now,
  );
  return [
    ...ended,
    ...calls.map((call) =>
      callEvent('call.cancelled', 'ok', call, actor, { was: call.state, argumentHash: call.argumentHash }),
    ),
  ];
}

/** Why calls that wait for a decision are refused without one, and how their approvals end. */
export interface RefusedEnd {
  readonly error: ToolError;
  readonly approval: 'expired' | 'cancelled';
}

/** Refuses calls whose rows are locked and that wait for a decision. @returns the events to record */
export async function refuseLocked(
  sql: SqlRunner,
  calls: readonly CallRow[],
  { error, approval }: RefusedEnd,
  now: Date,
  actor: AuditActor,
): Promise<AuditEntry[]> {
  if (calls.length === 0) return [];
  const ended = await endPending(sql, calls, approval, actor);
  await closeLocked(sql, calls, 'refused', () => error, now);
  return [
    ...ended,
    ...calls.map((call) =>
      callEvent('call.refused', 'refused', call, actor, { error, argumentHash: call.argumentHash }),
    ),
  ];
}

/**
 * Ends the pending approvals of calls whose rows are locked. @returns the events to record, in the order of the calls
 */
async function endPending(
  sql: SqlRunner,
  calls: readonly CallRow[],
  state: 'expired' | 'cancelled',
  actor: AuditActor,
): Promise<AuditEntry[]> {
  const ended = await endApprovals(
    sql,
    calls.map(({ id }) => id),
    state,
  );
  const action = state === 'expired' ? 'approval.expired' : 'approval.cancelled';
  const approvalIds = new Map(ended.map(({ id, callId }) => [callId, id]));
  return calls.flatMap((call) => {
    const approvalId = approvalIds.get(call.id);
    return approvalId === undefined
      ? []
      : [
          callEvent(action, 'ok', call, actor, {
            approvalId,
            argumentHash: call.argumentHash,
            arguments: call.arguments,
          }),
        ];
  });
}
