import 'server-only';
import { touchWaiting } from '@/lib/admission/internal/admission-queue-sql';
import { sqlRunner } from '@/lib/db/transaction';

/** Says that somebody still waits for these runs: call it every half minute or so for those with subscribers. */
export async function touchWatched(runIds: readonly string[]): Promise<void> {
  if (runIds.length > 0) await touchWaiting(sqlRunner(), runIds);
}
