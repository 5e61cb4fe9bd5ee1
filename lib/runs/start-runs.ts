import 'server-only';
import type { RunLease } from '@/lib/admission/contracts';
import { startAdmission } from '@/lib/admission/start-admission';
import { touchWatched } from '@/lib/admission/touch-watched';
import { watchQueue } from '@/lib/admission/watch-queue';
import { startEngineWatch, stopEngineWatch } from '@/lib/engine/current-engine';
import { getLogger } from '@/lib/observability/logger';
import { executeRun } from '@/lib/runs/internal/execute-run';
import { executions } from '@/lib/runs/internal/execution';
import { recoverOrphan } from '@/lib/runs/internal/hand-back';
import { instanceId } from '@/lib/runs/internal/instance';
import { liveRuns } from '@/lib/runs/internal/live-runs';
import { placeQueued, startMirror } from '@/lib/runs/internal/mirror';
import { flushOutput, startOutputFlusher } from '@/lib/runs/internal/output-flusher';
import { executeTitle } from '@/lib/runs/internal/title-run';

/** How often the process tells which queued runs somebody still watches. */
const TOUCH_INTERVAL_MS = 30_000;
/** What running answers get to store their text and hand back their leases before the process ends. */
const SHUTDOWN_GRACE_MS = 4_000;

declare global {
  var yikaRuns: { stop(): Promise<void> } | undefined;
}

/** Starts everything that executes runs in this process, once. */
export function startRuns(): void {
  if (globalThis.yikaRuns !== undefined) return;
  startEngineWatch();
  const work = new Set<Promise<void>>();
  const shutdown = new AbortController();
  const admission = startAdmission({
    instanceId: instanceId(),
    onAdmitted: (lease: RunLease) => {
      const done = lease.kind === 'title' ? executeTitle(lease, shutdown.signal) : executeRun(lease);
      const tracked = done.catch((error: unknown) => getLogger().error({ err: error, runId: lease.runId }, 'run ended badly')).finally(() => work.delete(tracked));
      work.add(tracked);
    },
    onStopRequested: (runId) => executions().get(runId)?.stop('stop'),
    onRunLost: (runId) => executions().get(runId)?.stop('lost'),
    onOrphan: recoverOrphan,
  });
  const flusher = startOutputFlusher();
  const mirror = startMirror();
  const queue = watchQueue({ onChange: placeQueued });
  const touching = setInterval(() => void touchWatchedRuns(), TOUCH_INTERVAL_MS);
  globalThis.yikaRuns = {
    async stop() {
      clearInterval(touching);
      queue.stop();
      mirror.stop();
      shutdown.abort();
      for (const execution of executions().values()) execution.stop('shutdown');
      await Promise.race([Promise.all(work), new Promise((resolve) => setTimeout(resolve, SHUTDOWN_GRACE_MS))]);
      await flusher.stop();
      await flushOutput();
      await admission.stop();
      stopEngineWatch();
    },
  };
}

/** Hands leases back and stores partial text; what cannot be handed back in time is recovered by lease expiry. */
export async function stopRuns(): Promise<void> {
  await globalThis.yikaRuns?.stop();
  globalThis.yikaRuns = undefined;
}

async function touchWatchedRuns(): Promise<void> {
  const watched = [...liveRuns().values()].filter((run) => run.isWatched && (run.status === 'queued' || run.status === 'held'));
  if (watched.length === 0) return;
  try {
    await touchWatched(watched.map((run) => run.identity.runId));
  } catch (error) {
    getLogger().warn({ err: error }, 'could not tell which queued runs are watched');
  }
}
