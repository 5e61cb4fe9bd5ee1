import 'server-only';
import { onReconnect, subscribe } from '@/lib/db/listen';
import { isDatabaseAway } from '@/lib/db/is-database-away';
import { sqlRunner } from '@/lib/db/transaction';
import { getLogger } from '@/lib/observability/logger';
import { liveRuns } from '@/lib/runs/internal/live-runs';
import { abortCallsOf, hasRunningCalls, runningCalls } from '@/lib/runs/internal/running-calls';
import { selectRuns } from '@/lib/runs/internal/runs-sql';
import { loadCalls } from '@/lib/tools/load-calls';

/** The trigger on tool_call sends "<call id> <run id or nothing>". */
const CHANNEL = 'yika_tool_call';
/** Changes of this long are read together. */
const GATHER_MS = 25;

/**
 * Keeps the calls of followed runs up to date, whichever process changes them, and ends calls that run here when their run
 * was stopped elsewhere.
 */
export function watchCalls(): { stop(): void } {
  const changed = new Set<string>();
  const perhapsStopped = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const read = (): void => {
    timer = undefined;
    const runIds = [...changed];
    const asked = [...perhapsStopped].filter(hasRunningCalls);
    changed.clear();
    perhapsStopped.clear();
    for (const runId of runIds) void readCalls(runId);
    for (const runId of asked) void endIfStopped(runId);
  };
  const note = (runIds: Set<string>, runId: string): void => {
    runIds.add(runId);
    timer ??= setTimeout(read, GATHER_MS);
  };
  const ends = [
    subscribe(CHANNEL, (payload) => {
      const [callId, runId] = payload.split(' ');
      if (callId === undefined || runId === undefined || runId === '') return;
      if (liveRuns().has(runId)) note(changed, runId);
      if (runningCalls().has(callId)) note(perhapsStopped, runId);
    }),
    onReconnect(() => {
      for (const run of liveRuns().values()) if (run.calls.length > 0) note(changed, run.identity.runId);
    }),
  ];
  return {
    stop() {
      clearTimeout(timer);
      for (const end of ends) end();
    },
  };
}

/** Takes a live run's calls in as they are stored now. */
export async function readCalls(runId: string): Promise<void> {
  const run = liveRuns().get(runId);
  if (run === undefined) return;
  try {
    for (const call of await loadCalls(sqlRunner(), { personId: run.identity.personId }, { runId })) run.setCall(call);
  } catch (error) {
    if (!isDatabaseAway(error)) getLogger().error({ err: error, runId }, 'calls of a run could not be read');
  }
}

async function endIfStopped(runId: string): Promise<void> {
  try {
    const [run] = await selectRuns(sqlRunner(), [runId]);
    if (run?.status !== 'waiting_approval') abortCallsOf(runId);
  } catch (error) {
    if (!isDatabaseAway(error)) getLogger().error({ err: error, runId }, 'could not see whether a run was stopped');
  }
}
