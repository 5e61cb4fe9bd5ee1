import 'server-only';
import { SYSTEM_ACTOR } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import type { SqlRunner } from '@/lib/db/transaction';
import type { ToolError } from '@/lib/tools/contracts';
import { callEvent } from '@/lib/tools/internal/calls/call-events';
import { endPending } from '@/lib/tools/internal/calls/close-calls';
import { modelTextOfError } from '@/lib/tools/internal/calls/model-text';
import { lockExpiredCallIds } from '@/lib/tools/internal/tools-approvals-sql';
import { closeCall, findCall, type CallRow } from '@/lib/tools/internal/tools-calls-sql';

const EXPIRED: ToolError = { code: 'approval-expired' };

/**
 * Refuses the calls nobody decided about in time, by the clock of the database; `now` is only written down. Call it last in the transaction: it records
 * audit events. For a timer, in any number of processes.
 * @returns the runs they belong to, which may go on now
 */
export async function expireApprovals(sql: SqlRunner, now: Date): Promise<string[]> {
  const found = await Promise.all((await lockExpiredCallIds(sql)).map((id) => findCall(sql, id)));
  const calls: CallRow[] = found.filter((call) => call !== null);
  if (calls.length === 0) return [];
  const events = await endPending(sql, calls, 'expired', SYSTEM_ACTOR);
  for (const call of calls) {
    await closeCall(sql, call.id, { state: 'refused', error: EXPIRED, modelText: modelTextOfError(call.toolName, 'refused', EXPIRED), finishedAt: now });
    events.push(callEvent('call.refused', 'refused', call, SYSTEM_ACTOR, { error: EXPIRED, argumentHash: call.argumentHash }));
  }
  await recordEvents(sql, events);
  return [...new Set(calls.flatMap((call) => call.runId ?? []))];
}
