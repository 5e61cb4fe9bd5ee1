import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { listUnfinishedRunIds } from '@/lib/conversations/delete-conversation';
import { withTransaction } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import { endRun } from '@/lib/runs/internal/end-run';
import { executions } from '@/lib/runs/internal/execution';
import { isOwnedRun } from '@/lib/runs/internal/runs-repository';
import { cancelCalls } from '@/lib/tool-calls/cancel-calls';

/**
 * Stops a run from any tab, device or process, in every state. A run that has ended keeps its state.
 * @throws AppError not-found when it is not this person's.
 */
export async function stopRun(principal: Pick<Principal, 'personId'>, runId: string): Promise<void> {
  const local = executions().get(runId);
  if (local !== undefined) {
    if (local.lease.personId !== principal.personId) throw notFound('run');
    // The engine first: others wait for it. The request is also stored, for the case that this process dies
    // now.
    local.stop('stop');
  }
  if (!(await isOwnedRun(runId, principal.personId))) throw notFound('run');
  await endRun(runId, principal.personId);
}

/**
 * Stops every unfinished run of one's own conversation, before it is deleted: the last to run first, so that none
 * starts another; and cancels the calls that wait for a decision in answers that have ended. Nothing when it is not
 * theirs.
 */
export async function stopRunsOfConversation(principal: Principal, conversationId: string): Promise<void> {
  for (const runId of await listUnfinishedRunIds(principal.personId, conversationId)) await stopRun(principal, runId);
  await withTransaction((sql) => cancelCalls(sql, { conversationId, personId: principal.personId }));
}
