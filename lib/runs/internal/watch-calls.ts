import 'server-only';
import { onReconnect } from '@/lib/db/listen';
import { isDatabaseAway } from '@/lib/db/is-database-away';
import { sqlRunner } from '@/lib/db/transaction';
import { getLogger } from '@/lib/observability/logger';
import { liveRuns } from '@/lib/runs/internal/live-runs';
import { onCallChange } from '@/lib/tool-calls/call-changes';
import { loadCalls } from '@/lib/tool-calls/load-calls';

/** Changes of this long are read together. */
const GATHER_MS = 25;

/** Keeps the calls of followed runs up to date, whichever process changes them. */
export function watchCalls(): { stop(): void } {
  const changed = new Map<string, Set<string>>();
  let timer: NodeJS.Timeout | undefined;
  const read = (): void => {
    timer = undefined;
    const runs = [...changed];
    changed.clear();
    for (const [runId, callIds] of runs) void readCalls(runId, [...callIds]);
  };
  const ends = [
    onCallChange(({ callId, runId }) => {
      const run = runId === null ? undefined : liveRuns().get(runId);
      if (runId === null || run === undefined) return;
      changed.set(runId, (changed.get(runId) ?? new Set()).add(callId));
      timer ??= setTimeout(read, GATHER_MS);
    }),
    onReconnect(() => {
      for (const run of liveRuns().values()) if (run.hasCalls) void readCalls(run.identity.runId, null);
    }),
  ];
  return {
    stop() {
      clearTimeout(timer);
      for (const end of ends) end();
    },
  };
}

/** Takes calls of a live run in as they are stored now; null: all of them. */
async function readCalls(runId: string, callIds: readonly string[] | null): Promise<void> {
  const run = liveRuns().get(runId);
  if (run === undefined) return;
  try {
    for (const call of await loadCalls(
      sqlRunner(),
      { personId: run.identity.personId },
      callIds === null ? { runId } : { ids: callIds },
    ))
      run.setCall(call);
  } catch (error) {
    if (!isDatabaseAway(error)) getLogger().error({ err: error, runId }, 'calls of a run could not be read');
  }
}
