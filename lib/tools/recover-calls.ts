import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { SYSTEM_ACTOR, type AuditEntry } from '@/lib/audit/contracts';
import { instanceId } from '@/lib/db/instance-id';
import type { SqlRunner } from '@/lib/db/transaction';
import type { ToolError } from '@/lib/tools/contracts';
import { callEvent } from '@/lib/tools/internal/calls/call-events';
import { failureOf } from '@/lib/tools/internal/calls/effect-unknown';
import { modelTextOfError } from '@/lib/tools/internal/calls/model-text';
import { closeCall, giveBackLocked, lockOrphanedCalls, type CallRow } from '@/lib/tools/internal/tools-calls-sql';
import { callIdsOnHand } from '@/lib/tools/take-on-calls';

const INTERRUPTED: ToolError = { code: 'tool-interrupted' };

/** A look-up that ended its process this often does not get another. */
const MAX_ATTEMPTS = 3;

/**
 * Calls whose process died, or let go of them, while it made them. A look-up of a run becomes ready again; what may have changed something is never made twice: it fails as
 * interrupted, and so does every call by hand, since whoever made it can make it again. Call it last in the transaction: it records audit events.
 * @returns the runs whose calls were looked after, which may go on now
 */
export async function recoverCalls(sql: SqlRunner, now: Date): Promise<string[]> {
  const calls = await lockOrphanedCalls(sql, { instanceId: instanceId(), executing: callIdsOnHand() });
  const again = calls.filter(mayBeMadeAgain);
  if (again.length > 0) await giveBackLocked(sql, again.map(({ id }) => id));
  const events: AuditEntry[] = [];
  for (const call of calls.filter((one) => !mayBeMadeAgain(one))) {
    const error = failureOf(INTERRUPTED, call.effect, true);
    await closeCall(sql, call.id, { state: 'failed', error, modelText: modelTextOfError(call.toolName, 'failed', error), finishedAt: now });
    events.push(callEvent('call.failed', 'failed', call, SYSTEM_ACTOR, { error, argumentHash: call.argumentHash, attempt: call.attempts }));
  }
  await recordEvents(sql, events);
  return [...new Set(calls.flatMap((call) => call.runId ?? []))];
}

function mayBeMadeAgain({ origin, effect, attempts }: CallRow): boolean {
  return origin === 'model' && effect === 'read' && attempts < MAX_ATTEMPTS;
}
