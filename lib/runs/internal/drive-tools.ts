import 'server-only';
import { admitRuns } from '@/lib/admission/admit-runs';
import { resumeRun } from '@/lib/admission/park-run';
import { isTerminal } from '@/lib/conversations/contracts';
import { instanceId } from '@/lib/db/instance-id';
import { retryWhileAway } from '@/lib/db/retry-while-away';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { getEngineOfPool } from '@/lib/engine/current-engine';
import { getLogger } from '@/lib/observability/logger';
import { followUp } from '@/lib/runs/internal/follow-up';
import { liveRuns } from '@/lib/runs/internal/live-runs';
import { needOfStep } from '@/lib/runs/internal/run-context';
import { selectRuns } from '@/lib/runs/internal/runs-sql';
import { executeCalls, makeClaimedCalls, type ClaimedCalls } from '@/lib/tool-calls/execute-calls';
import { listOpenCalls } from '@/lib/tool-calls/list-open-calls';
import { areCallsClosed, type TrackedCalls } from '@/lib/tool-calls/track-calls';

/**
 * Moves a run's calls on: executes the calls that are ready, all of a step together; queues a parked run when none of
 * its calls is under way any more; and continues the answer of an ended run with results that came later. Safe to call
 * at any time and from several processes: a call is claimed by one of them, and a run resumed once. Never rejects; what
 * a dying process leaves is found by the recovery (`recover-tools.ts`).
 * @param step the calls that the run's step has claimed already, and their tracking, which ends here
 */
export async function driveTools(
  runId: string,
  step: { readonly claimed: ClaimedCalls; readonly hand: TrackedCalls } | null = null,
): Promise<void> {
  try {
    if (step !== null) await makeClaimedCalls(step.claimed, step.hand, { instanceId: instanceId(), now: new Date() });
    await retryWhileAway('tools of a run', () => drive(runId));
  } catch (error) {
    getLogger().error({ err: error, runId }, 'the tools of a run could not be called; the next round tries again');
  } finally {
    step?.hand.letGo();
  }
}

async function drive(runId: string): Promise<void> {
  const open = await listOpenCalls(sqlRunner(), runId);
  const ready = open.filter((call) => call.state === 'ready');
  if (ready.length > 0) {
    // What is ready now is the next process's.
    if (areCallsClosed()) return;
    await executeCalls(
      ready.map(({ id }) => id),
      { instanceId: instanceId(), now: new Date() },
    );
    return drive(runId);
  }
  if (open.some((call) => call.state === 'running')) return;
  const [run] = await selectRuns(sqlRunner(), [runId]);
  if (run === undefined) return;
  if (run.status === 'waiting_approval') {
    const need = await needOfStep(getEngineOfPool(run.pool), run, run.parts, run.steps);
    if (!(await withTransaction((sql) => resumeRun(sql, { runId, ...need })))) return;
    const live = liveRuns().get(runId);
    if (live?.status === 'waiting_approval') live.setState('queued', null);
    void admitRuns();
  } else if (isTerminal(run.status) && open.length === 0) await followUp(run);
}
