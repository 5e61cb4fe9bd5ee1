import 'server-only';
import { SYSTEM_ACTOR, type AuditActor, type AuditEntry } from '@/lib/audit/contracts';
import type { SqlRunner } from '@/lib/db/transaction';
import type { ToolError } from '@/lib/tools/contracts';
import { callEvent } from '@/lib/tools/internal/calls/call-events';
import { failureOf } from '@/lib/tools/internal/calls/effect-unknown';
import { modelTextOfError } from '@/lib/tools/internal/calls/model-text';
import { endApprovals } from '@/lib/tools/internal/tools-approvals-sql';
import { closeCall, lockWaitingCalls, type CallRow } from '@/lib/tools/internal/tools-calls-sql';

/** Ends calls whose rows are locked, and their pending approvals. @returns the events to record */
export async function cancelLocked(sql: SqlRunner, calls: readonly CallRow[], now: Date, actor: AuditActor = SYSTEM_ACTOR): Promise<AuditEntry[]> {
  if (calls.length === 0) return [];
  const events = await endPending(sql, calls, 'cancelled', actor);
  for (const call of calls) {
    const error: ToolError = call.state === 'running' ? failureOf({ code: 'tool-stopped' }, call.effect, true) : { code: 'tool-cancelled' };
    await closeCall(sql, call.id, { state: 'cancelled', error, modelText: modelTextOfError(call.toolName, 'cancelled', error), finishedAt: now });
    events.push(callEvent('call.cancelled', 'ok', call, actor, { was: call.state, argumentHash: call.argumentHash }));
  }
  return events;
}

const CHANGED: ToolError = { code: 'tool-changed' };

/**
 * Refuses the calls of tools that wait for a decision about what these tools are no longer; whoever asked is told. Their runs go on by themselves.
 * @returns the events to record
 */
export async function refuseOutdated(sql: SqlRunner, toolIds: readonly string[], now: Date, actor: AuditActor): Promise<AuditEntry[]> {
  return refuseLocked(sql, await lockWaitingCalls(sql, toolIds), { error: CHANGED, approval: 'cancelled' }, now, actor);
}

/** Why calls that wait for a decision are refused without one, and how their approvals end. */
export interface RefusedEnd {
  readonly error: ToolError;
  readonly approval: 'expired' | 'cancelled';
}

/** Refuses calls whose rows are locked and that wait for a decision. @returns the events to record */
export async function refuseLocked(sql: SqlRunner, calls: readonly CallRow[], { error, approval }: RefusedEnd, now: Date, actor: AuditActor): Promise<AuditEntry[]> {
  if (calls.length === 0) return [];
  const events = await endPending(sql, calls, approval, actor);
  for (const call of calls) {
    await closeCall(sql, call.id, { state: 'refused', error, modelText: modelTextOfError(call.toolName, 'refused', error), finishedAt: now });
    events.push(callEvent('call.refused', 'refused', call, actor, { error, argumentHash: call.argumentHash }));
  }
  return events;
}

/** The approvals of calls whose rows are locked. */
async function endPending(sql: SqlRunner, calls: readonly CallRow[], state: 'expired' | 'cancelled', actor: AuditActor): Promise<AuditEntry[]> {
  const ended = await endApprovals(sql, calls.map(({ id }) => id), state);
  return ended.flatMap(({ id, callId }) => {
    const call = calls.find((one) => one.id === callId);
    return call === undefined ? [] : [callEvent(state === 'expired' ? 'approval.expired' : 'approval.cancelled', 'ok', call, actor, { approvalId: id, argumentHash: call.argumentHash, arguments: call.arguments })];
  });
}
