import 'server-only';
import { requestStop, type StopOutcome } from '@/lib/admission/internal/admission-end-sql';
import { lockLineOfRun } from '@/lib/admission/internal/admission-enqueue-sql';
import { countOutcome } from '@/lib/admission/internal/admission-metrics';
import type { SqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';

export type { StopOutcome } from '@/lib/admission/internal/admission-end-sql';

/**
 * Stops a run from any process, inside the caller's transaction. `stopped`: it waited and ended now, the caller
 * finalises its message and calls `admitRuns()` after the commit; `stopping`: it runs, its holder is notified
 * (onStopRequested); `ended`: it had ended before.
 * @throws AppError not-found when it is not this person's
 */
export async function stopRun(
  sql: SqlRunner,
  given: { readonly runId: string; readonly personId: string; readonly now: Date },
): Promise<StopOutcome> {
  await lockLineOfRun(sql, given.runId);
  const outcome = await requestStop(sql, given);
  if (outcome === null) throw notFound('run');
  if (outcome === 'stopped') countOutcome('stopped');
  return outcome;
}
