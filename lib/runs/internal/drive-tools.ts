import 'server-only';
import { admitRuns } from '@/lib/admission/admit-runs';
import { resumeRun, tellParkedPhase } from '@/lib/admission/park-run';
import { instanceId } from '@/lib/db/instance-id';
import { retryWhileAway } from '@/lib/db/retry-while-away';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { getEngine } from '@/lib/engine/current-engine';
import { isAppError } from '@/lib/errors/app-error';
import { getLogger } from '@/lib/observability/logger';
import { liveRuns } from '@/lib/runs/internal/live-runs';
import { contextOfStep } from '@/lib/runs/internal/run-context';
import { selectRuns, type StoredRun } from '@/lib/runs/internal/runs-sql';
import { executeCalls, makeClaimedCalls, type ClaimedCalls } from '@/lib/tools/execute-calls';
import { listOpenCalls } from '@/lib/tools/list-open-calls';
import { areCallsClosed, type CallsOnHand } from '@/lib/tools/take-on-calls';

/**
 * Moves a parked run on: calls what may be called now, all of a step together, and queues the run when nothing is open any
 * more. Safe to call at any time and from several processes: a call is claimed by one of them, and a run resumed once.
 * Never rejects; what a dying process leaves is found by the recovery (`recover-tools.ts`).
 * @param step the calls that the run's step has claimed already, and who takes care of them: let go at the end
 */
export async function driveTools(runId: string, step: { readonly claimed: ClaimedCalls; readonly hand: CallsOnHand } | null = null): Promise<void> {
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
    await Promise.all([tellPhase(runId, 'tool'), executeCalls(ready.map(({ id }) => id), { instanceId: instanceId(), now: new Date() })]);
    return drive(runId);
  }
  if (open.length === 0) await resume(runId);
  else if (open.every((call) => call.state === 'waiting_approval')) await tellPhase(runId, null);
}

async function tellPhase(runId: string, phase: 'tool' | null): Promise<void> {
  await tellParkedPhase(sqlRunner(), runId, phase);
  const live = liveRuns().get(runId);
  if (live?.status === 'waiting_approval') live.setState('waiting_approval', phase);
}

async function resume(runId: string): Promise<void> {
  const [run] = await selectRuns(sqlRunner(), [runId]);
  if (run?.status !== 'waiting_approval') return;
  const need = await needOf(run);
  const resumed = await withTransaction((sql) => resumeRun(sql, { runId, ...need }));
  if (!resumed) return;
  const live = liveRuns().get(runId);
  if (live?.status === 'waiting_approval') live.setState('queued', null);
  void admitRuns();
}

/** What the next step will need of the card. A context that cannot be built is told when the step begins. */
async function needOf(run: StoredRun): Promise<{ promptTokens: number; outputBudget: number }> {
  try {
    const { promptTokens, outputBudget } = await contextOfStep(run, run.parts, run.steps);
    return { promptTokens, outputBudget };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { promptTokens: getEngine().contextTokens, outputBudget: 1 };
  }
}
