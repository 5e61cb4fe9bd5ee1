import 'server-only';
import { endWaiting, type WaitingEnd } from '@/lib/admission/internal/admission-end-sql';
import { lockLineOfRun } from '@/lib/admission/internal/admission-enqueue-sql';
import { countOutcome } from '@/lib/admission/internal/admission-metrics';
import type { SqlRunner } from '@/lib/db/transaction';

/**
 * Ends a run that still waits (queued or held), inside the caller's transaction: for `onWaitExpired`. False when it
 * does not wait any more: the caller leaves it alone. After the commit call `admitRuns()`.
 */
export async function endWaitingRun(sql: SqlRunner, given: WaitingEnd): Promise<boolean> {
  await lockLineOfRun(sql, given.runId);
  const ended = await endWaiting(sql, given);
  if (ended) countOutcome(given.status);
  return ended;
}
