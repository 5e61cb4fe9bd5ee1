import 'server-only';
import { admitRuns } from '@/lib/admission/admit-runs';
import { isAnswerLease, type AnswerLease, type RunLease } from '@/lib/admission/contracts';
import { finishRun } from '@/lib/admission/finish-run';
import { requeueRun } from '@/lib/admission/requeue-run';
import type { MessagePart } from '@/lib/conversations/contracts';
import { saveAnswer } from '@/lib/conversations/save-answer';
import { withTransaction, type SqlRunner } from '@/lib/db/transaction';
import { getEngineOfRun } from '@/lib/engine/current-engine';
import { LeaseLost, unlessLeaseLost } from '@/lib/runs/internal/lease-lost';
import { LiveRun } from '@/lib/runs/internal/live-run';
import { takeMessage } from '@/lib/runs/internal/remote-run-follower';
import { cancelCalls } from '@/lib/tool-calls/cancel-calls';
import { leaveCallsOpen } from '@/lib/tool-calls/follow-ups';
import { deleteOutput, selectOutput, selectRuns } from '@/lib/runs/internal/runs-sql';

/**
 * A run whose process died after it had written something, now leased to us: see `handBack`. One transaction.
 */
export async function recoverOrphan(lease: RunLease): Promise<void> {
  await unlessLeaseLost('recovery of a run', () =>
    withTransaction(async (sql) => {
      if (!isAnswerLease(lease)) {
        await finishRun(sql, { ...endingOf(lease), status: 'failed', error: { code: 'server-restarted' } });
        return;
      }
      const [stored] = await selectRuns(sql, [lease.runId]);
      if (stored === undefined) return;
      const run = new LiveRun(stored, 'running');
      takeMessage(run, stored);
      for (const piece of await selectOutput(sql, lease.runId)) run.takeIn(piece);
      await handBack(sql, lease, run.parts, true);
    }),
  );
  void admitRuns();
}

/**
 * Gives up a run that has output, inside the caller's transaction: its text goes into its message; then it goes on by
 * itself where the engine can continue a message (in the resumed band: it waited its turn once), else it ends as
 * interrupted and the person is offered to continue.
 * @throws LeaseLost: the message is another process's now, and must stay as it is
 */
export async function handBack(
  sql: SqlRunner,
  lease: AnswerLease,
  parts: readonly MessagePart[],
  countsAsAttempt: boolean,
): Promise<void> {
  const { runId } = lease;
  if (await requeueWithText(sql, lease, parts, countsAsAttempt)) return;
  const hasText = parts.some((part) => part.text !== '');
  const status = lease.stopRequested ? 'stopped' : hasText ? 'interrupted' : 'failed';
  const held = await finishRun(sql, {
    ...endingOf(lease),
    status,
    error: lease.stopRequested ? null : { code: 'server-restarted' },
  });
  if (held === null) throw new LeaseLost();
  if (held.isStopRequested) await cancelCalls(sql, { runId });
  else await leaveCallsOpen(sql, runId, []);
}

/**
 * Stores the text in the run's message and queues the run in the resumed band, where the engine can continue a message.
 * False when it is not queued: the caller ends it, or rolls back.
 */
export async function requeueWithText(
  sql: SqlRunner,
  lease: AnswerLease,
  parts: readonly MessagePart[],
  countsAsAttempt: boolean,
): Promise<boolean> {
  const { runId, epoch, assistantMessageId: messageId, mode } = lease;
  const engine = getEngineOfRun(lease);
  await saveAnswer(sql, {
    messageId,
    parts: [...parts],
    origin: {
      model: engine.model,
      isDemo: engine.isDemo,
      ...(engine.location === 'external' ? { isExternal: true } : {}),
      mode,
    },
    now: new Date(),
  });
  await deleteOutput(sql, runId);
  const mayGoOn = engine.capabilities.continuesFinalMessage && !lease.stopRequested;
  return mayGoOn && (await requeueRun(sql, { runId, epoch, band: 'resumed', countsAsAttempt }));
}

/** The known usage of a run that another process began: its prompt. */
function endingOf(lease: RunLease): {
  runId: string;
  epoch: number;
  promptTokens: number;
  cachedTokens: number;
  outputTokens: number;
  now: Date;
} {
  return {
    runId: lease.runId,
    epoch: lease.epoch,
    promptTokens: lease.promptTokens,
    cachedTokens: 0,
    outputTokens: 0,
    now: new Date(),
  };
}
