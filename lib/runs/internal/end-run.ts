import 'server-only';
import { admitRuns } from '@/lib/admission/admit-runs';
import { stopRun } from '@/lib/admission/stop-run';
import { withTransaction } from '@/lib/db/transaction';
import { liveRuns } from '@/lib/runs/internal/live-runs';
import { modelCalls, runStopped } from '@/lib/runs/internal/model-call';
import { cancelCalls } from '@/lib/tool-calls/cancel-calls';

/**
 * Stops a person's run in every state, in whichever process it runs, together with its open calls. @throws AppError
 * not-found
 */
export async function endRun(runId: string, personId: string): Promise<void> {
  const result = await withTransaction(async (sql) => {
    const outcome = await stopRun(sql, { runId, personId, now: new Date() });
    // Also when no step was known a moment ago: one may have ended since.
    if (outcome === 'stopped') await cancelCalls(sql, { runId });
    return outcome;
  });
  if (result !== 'stopped') return;
  modelCalls().get(runId)?.endWaiting(runStopped());
  liveRuns().get(runId)?.finish({ status: 'stopped', error: null, origin: null });
  liveRuns().delete(runId);
  void admitRuns();
}
