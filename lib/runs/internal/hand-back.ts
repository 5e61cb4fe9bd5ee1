import 'server-only';
import { admitRuns } from '@/lib/admission/admit-runs';
import type { RunLease } from '@/lib/admission/contracts';
import { finishRun } from '@/lib/admission/finish-run';
import { requeueRun } from '@/lib/admission/requeue-run';
import type { MessagePart } from '@/lib/conversations/contracts';
import { saveAnswer } from '@/lib/conversations/save-answer';
import { withTransaction, type SqlRunner } from '@/lib/db/transaction';
import { getEngine } from '@/lib/engine/current-engine';
import { LiveRun } from '@/lib/runs/internal/live-run';
import { takeMessage } from '@/lib/runs/internal/mirror';
import { deleteOutput, selectOutput, selectRuns } from '@/lib/runs/internal/runs-sql';

/**
 * A run whose process died after it had written something, now leased to us: see `handBack`. One transaction.
 */
export async function recoverOrphan(lease: RunLease): Promise<void> {
  await withTransaction(async (sql) => {
    const [stored] = await selectRuns(sql, [lease.runId]);
    if (stored === undefined) return;
    const run = new LiveRun(stored, 'running');
    takeMessage(run, stored);
    for (const piece of await selectOutput(sql, lease.runId)) run.takeIn(piece);
    await handBack(sql, lease, run.parts, true);
  });
  void admitRuns();
}

/**
 * Gives up a run that has output, inside the caller's transaction: its text goes into its message; then it goes on by
 * itself where the engine can continue a message (in the resumed band: it waited its turn once), else it ends as
 * interrupted and the person is offered to continue. Returns how it stands then; null: the lease was lost, roll back.
 */
export async function handBack(sql: SqlRunner, lease: RunLease, parts: readonly MessagePart[], countsAsAttempt: boolean): Promise<'queued' | 'interrupted' | null> {
  const { runId, epoch, assistantMessageId: messageId, mode } = lease;
  const now = new Date();
  const engine = getEngine();
  await saveAnswer(sql, { messageId, parts: [...parts], origin: { model: engine.model, isDemo: engine.isDemo, mode }, now });
  await deleteOutput(sql, runId);
  if (engine.capabilities.continuesFinalMessage && (await requeueRun(sql, { runId, epoch, band: 'resumed', countsAsAttempt }))) return 'queued';
  const usage = { promptTokens: lease.promptTokens, outputTokens: 0, cachedTokens: 0 };
  const held = await finishRun(sql, { runId, epoch, status: 'interrupted', error: { code: 'server-restarted' }, ...usage, now });
  return held ? 'interrupted' : null;
}
