import 'server-only';
import { admitRuns } from '@/lib/admission/admit-runs';
import { stopRun as requestStop } from '@/lib/admission/stop-run';
import type { Principal } from '@/lib/auth/contracts';
import { listUnfinishedRunIds } from '@/lib/conversations/delete-conversation';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import { executions } from '@/lib/runs/internal/execution';
import { liveRuns } from '@/lib/runs/internal/live-runs';
import { isOwnedRun } from '@/lib/runs/internal/runs-sql';
import { cancelCalls } from '@/lib/tools/cancel-calls';

/**
 * Stops a run from any tab, device or process, in every state. A run that has ended is left as it ended.
 * @throws AppError not-found when it is not this person's.
 */
export async function stopRun(principal: Principal, runId: string): Promise<void> {
  const local = executions().get(runId);
  if (local !== undefined) {
    if (local.lease.personId !== principal.personId) throw notFound('run');
    // The engine first: it is what others wait for. The request is also stored, for the case that this process dies now.
    local.stop('stop');
  }
  if (!(await isOwnedRun(sqlRunner(), runId, principal.personId))) throw notFound('run');
  const result = await withTransaction(async (sql) => {
    const outcome = await requestStop(sql, { runId, personId: principal.personId, now: new Date() });
    // Also when no step was known a moment ago: one may have ended since.
    if (outcome === 'stopped') await cancelCalls(sql, runId);
    return outcome;
  });
  if (result === 'stopped') {
    const live = liveRuns().get(runId);
    live?.finish({ status: 'stopped', error: null, origin: null });
    liveRuns().delete(runId);
    void admitRuns();
  }
}

/** Stops every unfinished run of one's own conversation, before it is deleted: the last to run first, so that none starts another. Nothing when it is not theirs. */
export async function stopRunsOfConversation(principal: Principal, conversationId: string): Promise<void> {
  for (const runId of await listUnfinishedRunIds(principal.personId, conversationId)) await stopRun(principal, runId);
}
