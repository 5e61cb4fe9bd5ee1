import 'server-only';
import { admissionState } from '@/lib/admission/internal/admission-state';
import { settleRun, type RunEnding } from '@/lib/admission/internal/admission-end-sql';
import { lockLineOfRun } from '@/lib/admission/internal/admission-enqueue-sql';
import { countOutcome } from '@/lib/admission/internal/admission-metrics';
import { recordFinishedRun } from '@/lib/admission/record-rates';
import type { SqlRunner } from '@/lib/db/transaction';

export type { RunEnding } from '@/lib/admission/internal/admission-end-sql';

/**
 * Ends a running run inside the caller's transaction: terminal status, freed reservation, the person's charge corrected
 * to what was used, averages, and the next follow-up of the conversation queued. Null: the lease was lost, nothing was
 * written, and the caller must roll back. After the commit call `admitRuns()`.
 * `isStopRequested`: its person stopped it, although it may have ended in another way.
 */
export async function finishRun(
  sql: SqlRunner,
  ending: RunEnding,
): Promise<{ readonly isStopRequested: boolean } | null> {
  const [, settled] = await Promise.all([lockLineOfRun(sql, ending.runId), settleRun(sql, ending)]);
  if (settled === null) return null;
  admissionState()?.registry.markEnding(ending.runId, ending.epoch);
  recordFinishedRun(settled, ending);
  countOutcome(ending.status);
  return { isStopRequested: settled.isStopRequested };
}
