import 'server-only';
import { releaseRun } from '@/lib/admission/internal/admission-end-sql';
import { admissionState } from '@/lib/admission/internal/admission-state';
import type { SqlRunner } from '@/lib/db/transaction';

/**
 * Gives a lease back: the run waits again at its old place, nothing stays charged. For a run that has no output yet
 * (the engine refused it, this process ends), or with `band: 'resumed'` one whose stored output will be continued.
 * False: the lease was lost, or the run went back MAX_ATTEMPTS times already and must end; with `countsAsAttempt:
 * false` (a graceful end of this process) it may always go back. May be given the pool or a transaction.
 */
export async function requeueRun(
  sql: SqlRunner,
  given: {
    readonly runId: string;
    readonly epoch: number;
    readonly band?: 'resumed';
    readonly countsAsAttempt?: boolean;
  },
): Promise<boolean> {
  const { runId, epoch, band = null, countsAsAttempt = true } = given;
  const released = await releaseRun(sql, { runId, epoch, band, countsAsAttempt });
  if (released) admissionState()?.registry.markEnding(runId, epoch);
  return released;
}
