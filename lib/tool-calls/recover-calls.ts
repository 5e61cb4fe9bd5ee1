import 'server-only';
import { SYSTEM_ACTOR } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import { instanceId } from '@/lib/db/instance-id';
import type { SqlRunner } from '@/lib/db/transaction';
import type { ToolError } from '@/lib/tools/contracts';
import { callEvent } from '@/lib/tool-calls/internal/call-events';
import { closeLocked } from '@/lib/tool-calls/internal/close-calls';
import { failureOf } from '@/lib/tools/effect-unknown';
import { giveBackLocked, lockOrphanedCalls, type CallRow } from '@/lib/tool-calls/internal/sql/calls-sql';
import { trackedCallIds } from '@/lib/tool-calls/track-calls';

/** A look-up is not repeated after its process died this often. */
const MAX_ATTEMPTS = 3;

/**
 * Calls whose process died, or let go of them, while it made them. A look-up of a run becomes ready again; what may
 * have changed something is never made twice: it fails as interrupted, and so does every manual call, because its
 * requester can repeat it. Call it last in the transaction: it records audit events.
 * @returns the runs of these calls, which may go on now
 */
export async function recoverCalls(sql: SqlRunner, now: Date): Promise<string[]> {
  const calls = await lockOrphanedCalls(sql, { instanceId: instanceId(), executing: trackedCallIds() });
  const again = calls.filter(mayBeMadeAgain);
  const lost = calls.filter((call) => !mayBeMadeAgain(call));
  if (again.length > 0)
    await giveBackLocked(
      sql,
      again.map(({ id }) => id),
    );
  await closeLocked(sql, lost, 'failed', interruption, now);
  await recordEvents(
    sql,
    lost.map((call) =>
      callEvent('call.failed', 'failed', call, SYSTEM_ACTOR, {
        error: interruption(call),
        argumentHash: call.argumentHash,
        attempt: call.attempts,
      }),
    ),
  );
  return [...new Set(calls.flatMap((call) => call.runId ?? []))];
}

function mayBeMadeAgain({ origin, effect, attempts }: CallRow): boolean {
  return origin === 'model' && effect === 'read' && attempts < MAX_ATTEMPTS;
}

/** What was not begun has changed nothing. */
function interruption({ effect, state }: CallRow): ToolError {
  return failureOf({ code: 'tool-interrupted' }, effect, state === 'running');
}
