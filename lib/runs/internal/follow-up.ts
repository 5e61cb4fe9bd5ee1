import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { admitRuns } from '@/lib/admission/admit-runs';
import { enqueueRun } from '@/lib/admission/enqueue-run';
import { appendParts, lockAnswer } from '@/lib/conversations/append-parts';
import { instanceId } from '@/lib/db/instance-id';
import { inTransaction } from '@/lib/db/in-transaction';
import { sqlRunner } from '@/lib/db/transaction';
import { getEngineOfPool } from '@/lib/engine/current-engine';
import { needOfStep } from '@/lib/runs/internal/run-context';
import { findUnfinishedAnswers } from '@/lib/runs/internal/runs-repository';
import type { StoredRun } from '@/lib/runs/internal/runs-sql';
import { listOwedCalls, settleOwedCalls } from '@/lib/tool-calls/follow-ups';

/**
 * When the last call that a run left open has ended: queues a run that goes on with the same answer, knowing the
 * results, unless the conversation has moved on (a newer question, another version, a deletion); then the results only
 * stand in the answer. While another run writes this same answer (its person continued it), the results stay owed and
 * the recovery tries again. Once for each call, under the lock of the conversation's row, which every question, every
 * new version and every queued run takes first.
 */
export async function followUp(run: StoredRun): Promise<void> {
  const { runId, conversationId, userMessageId, assistantMessageId, personId, mode, pool } = run;
  const owed = await listOwedCalls(sqlRunner(), runId);
  if (owed.length === 0) return;
  const results = owed.flatMap(({ id, isCancelled }) => (isCancelled ? [] : [{ type: 'tool' as const, text: id }]));
  const need = await needOfStep(getEngineOfPool(run.pool), run, [...run.parts, ...results], 0);
  const isQueued = await inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    const answer = await lockAnswer(sql, assistantMessageId);
    const still = await listOwedCalls(sql, runId);
    if (still.length === 0 || still.some(({ isOpen }) => isOpen)) return false;
    const ids = still.map(({ id }) => id);
    const unfinished = await findUnfinishedAnswers(conversationId, prisma);
    const hasMovedOn = answer?.isLast !== true || unfinished.some((id) => id !== assistantMessageId);
    if (!hasMovedOn && unfinished.length > 0) return false;
    if (results.length === 0 || hasMovedOn) {
      await settleOwedCalls(ids, 'skipped', transaction);
      return false;
    }
    const next = {
      id: uuidv7(),
      kind: 'continuation',
      conversationId,
      userMessageId,
      assistantMessageId,
      personId,
      mode,
      pool,
      band: 'resumed',
      instanceId: instanceId(),
      now: new Date(),
    } as const;
    await enqueueRun(sql, { ...next, ...need, isLimited: false });
    await appendParts(sql, assistantMessageId, results);
    await settleOwedCalls(ids, 'queued', transaction);
    return true;
  });
  if (isQueued) void admitRuns();
}
