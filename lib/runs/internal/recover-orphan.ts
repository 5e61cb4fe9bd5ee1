import 'server-only';
import { admitRuns } from '@/lib/admission/admit-runs';
import type { RunLease } from '@/lib/admission/contracts';
import { finishRun } from '@/lib/admission/finish-run';
import { requeueRun } from '@/lib/admission/requeue-run';
import { saveAnswer } from '@/lib/conversations/save-answer';
import { withTransaction } from '@/lib/db/transaction';
import { getEngine } from '@/lib/engine/current-engine';
import { LiveRun } from '@/lib/runs/internal/live-run';
import { takeMessage } from '@/lib/runs/internal/mirror';
import { deleteOutput, selectOutput, selectRuns } from '@/lib/runs/internal/runs-sql';

/**
 * A run whose process died after it had written something, now leased to us. Its text goes into its message; then it
 * goes on by itself where the engine can continue a message (in the resumed band: it waited its turn once), else it ends
 * as interrupted and the person is offered to continue. One transaction, fenced by the lease.
 */
export async function recoverOrphan(lease: RunLease): Promise<void> {
  await withTransaction(async (sql) => {
    const [stored] = await selectRuns(sql, [lease.runId]);
    if (stored === undefined) return;
    const run = new LiveRun(stored, 'running');
    takeMessage(run, stored);
    for (const piece of await selectOutput(sql, lease.runId)) run.takeIn(piece);
    const now = new Date();
    const engine = getEngine();
    const origin = stored.origin ?? { model: engine.model, isDemo: engine.isDemo, mode: lease.mode };
    await saveAnswer(sql, { messageId: lease.assistantMessageId, parts: [...run.parts], origin, now });
    await deleteOutput(sql, lease.runId);
    if (engine.capabilities.continuesFinalMessage && (await requeueRun(sql, { runId: lease.runId, epoch: lease.epoch, band: 'resumed', now }))) return;
    const usage = { promptTokens: lease.promptTokens, outputTokens: 0, cachedTokens: 0 };
    await finishRun(sql, { runId: lease.runId, epoch: lease.epoch, status: 'interrupted', error: { code: 'server-restarted' }, ...usage, now });
  });
  void admitRuns();
}
