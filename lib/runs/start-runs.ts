import 'server-only';
import { isAnswerLease, type RunLease, type WaitEndCode } from '@/lib/admission/contracts';
import { endWaitingRun } from '@/lib/admission/end-waiting-run';
import { forgetLease } from '@/lib/admission/forget-lease';
import { watchQueue } from '@/lib/admission/queue-places';
import { startAdmission } from '@/lib/admission/start-admission';
import { touchWatched } from '@/lib/admission/touch-watched';
import { searchConversations } from '@/lib/conversations/search-conversations';
import { sweepDeletedConversations } from '@/lib/conversations/sweep-deleted-conversations';
import { instanceId } from '@/lib/db/instance-id';
import { retryWhileAway } from '@/lib/db/retry-while-away';
import { withTransaction } from '@/lib/db/transaction';
import { startEngineWatch, stopEngineWatch } from '@/lib/engine/current-engine';
import { getLogger } from '@/lib/observability/logger';
import { watchDisabled } from '@/lib/runs/internal/end-work-of-disabled';
import { executeRun } from '@/lib/runs/internal/execute-run';
import { executions } from '@/lib/runs/internal/execution';
import {
  placeModelCalls,
  readModelCalls,
  shutDownModelCalls,
  takeModelLease,
} from '@/lib/runs/internal/follow-model-calls';
import { recoverOrphan } from '@/lib/runs/internal/hand-back';
import { liveRuns } from '@/lib/runs/internal/live-runs';
import { modelCalls } from '@/lib/runs/internal/model-call';
import { placeQueued, readRemoteRuns, startRemoteRunFollower } from '@/lib/runs/internal/remote-run-follower';
import { flushOutput, startOutputFlusher } from '@/lib/runs/internal/output-flusher';
import { startToolRecovery } from '@/lib/runs/internal/recover-tools';
import { forgetContexts } from '@/lib/runs/internal/run-context';
import { tryGrantedTools } from '@/lib/runs/internal/try-granted-tools';
import { watchCalls } from '@/lib/runs/internal/watch-calls';
import { leaveCallsOpen } from '@/lib/tool-calls/follow-ups';
import { provideConversationSearch, type FoundConversation } from '@/lib/tools/provide-conversation-search';
import { onToolsChange } from '@/lib/grants/remembered-tools';
import { sweepStandaloneCalls } from '@/lib/tool-calls/sweep-standalone-calls';
import { openEngineKey } from '@/lib/engines/open-engine-key';
import { endCalls, openForCalls } from '@/lib/tool-calls/track-calls';

/** How often the process records which conversations somebody has open, so that what waits in them is not given up. */
const TOUCH_INTERVAL_MS = 30_000;
/**
 * How often expired data is removed: conversations deleted long ago, and old manual calls outside conversations.
 */
const SWEEP_INTERVAL_MS = 6 * 3_600_000;
/**
 * How long running answers have to store their text and hand back their leases, and tool calls to end, before the
 * process ends.
 */
const SHUTDOWN_GRACE_MS = 4_000;

declare global {
  var yikaRuns: Promise<{ stop(): Promise<void> }> | undefined;
}

/** Starts everything that executes runs in this process, once; waits for the database when it is away. */
export async function startRuns(): Promise<void> {
  globalThis.yikaRuns ??= begin();
  await globalThis.yikaRuns;
}

async function begin(): Promise<{ stop(): Promise<void> }> {
  provideConversationSearch(searchOwnConversations);
  startEngineWatch(openEngineKey);
  openForCalls();
  const work = new Set<Promise<void>>();
  const given = {
    instanceId: instanceId(),
    onAdmitted: (lease: RunLease) => {
      const done = isAnswerLease(lease) ? executeRun(lease) : takeModelLease(lease);
      const tracked = done
        .catch((error: unknown) => {
          forgetLease(lease.runId, lease.epoch);
          getLogger().error({ err: error, runId: lease.runId }, 'run ended badly; its lease will expire');
        })
        .finally(() => work.delete(tracked));
      work.add(tracked);
    },
    onStopRequested: (runId: string) => {
      executions().get(runId)?.stop('stop');
      modelCalls().get(runId)?.stop('stop');
    },
    onRunLost: (runId: string) => {
      executions().get(runId)?.stop('lost');
      modelCalls().get(runId)?.stop('lost');
    },
    onOrphan: recoverOrphan,
    onWaitExpired: expireWaiting,
  };
  const admission = await retryWhileAway('start of admission', () => startAdmission(given));
  const flusher = startOutputFlusher();
  const remoteRuns = startRemoteRunFollower();
  const calls = watchCalls();
  const tools = onToolsChange(() => {
    forgetContexts();
    void tryGrantedTools();
  });
  const recovery = startToolRecovery();
  const disabled = watchDisabled();
  const queue = watchQueue({
    onChange: (places) => {
      placeQueued(places);
      placeModelCalls(places);
    },
  });
  const sweeping = setInterval(() => void sweep(), SWEEP_INTERVAL_MS);
  const touching = setInterval(() => void touchWatchedRuns(), TOUCH_INTERVAL_MS);
  return {
    async stop() {
      clearInterval(touching);
      clearInterval(sweeping);
      queue.stop();
      calls.stop();
      tools();
      disabled.stop();
      await recovery.stop();
      for (const execution of executions().values()) execution.stop('shutdown');
      await Promise.all([
        remoteRuns.stop(),
        Promise.race([
          Promise.all([...work, shutDownModelCalls()]),
          new Promise((resolve) => setTimeout(resolve, SHUTDOWN_GRACE_MS)),
        ]),
        endCalls(instanceId(), SHUTDOWN_GRACE_MS),
      ]);
      await flusher.stop();
      await flushOutput();
      await admission.stop();
      stopEngineWatch();
    },
  };
}

/** Hands leases back and stores partial text; what cannot be handed back in time is recovered by lease expiry. */
export async function stopRuns(): Promise<void> {
  const runs = await globalThis.yikaRuns;
  globalThis.yikaRuns = undefined;
  await runs?.stop();
}

async function searchOwnConversations(personId: string, query: string, limit: number): Promise<FoundConversation[]> {
  const hits = await searchConversations(personId, query, new Date());
  return hits
    .slice(0, limit)
    .map((hit) => ({ conversationId: hit.conversationId, title: hit.title, snippet: hit.snippet, at: hit.createdAt }));
}

async function expireWaiting(runId: string, code: WaitEndCode): Promise<void> {
  const status = code === 'abandoned' ? 'stopped' : 'failed';
  await withTransaction(async (sql) => {
    if (await endWaitingRun(sql, { runId, status, error: { code }, now: new Date() }))
      await leaveCallsOpen(sql, runId, []);
  });
  await Promise.all([readRemoteRuns(true), readModelCalls()]);
}

async function touchWatchedRuns(): Promise<void> {
  const watched = [...liveRuns().values()].filter((run) => run.isWatched);
  try {
    await touchWatched([...new Set(watched.map((run) => run.identity.conversationId))]);
  } catch (error) {
    getLogger().warn({ err: error }, 'could not record which conversations are watched');
  }
}

async function sweep(): Promise<void> {
  try {
    await sweepDeletedConversations(new Date());
    await sweepStandaloneCalls(new Date());
  } catch (error) {
    getLogger().warn({ err: error }, 'not everything old was swept; the next round repeats it');
  }
}
