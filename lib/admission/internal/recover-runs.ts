import 'server-only';
import type { RunLease } from '@/lib/admission/contracts';
import { releaseRun } from '@/lib/admission/internal/admission-end-sql';
import { claimLostRuns, hasLostRuns } from '@/lib/admission/internal/admission-lease-sql';
import { lockAdmission } from '@/lib/admission/internal/admission-sql';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';

export interface Recovered {
  /** Went back to their old places. */
  readonly requeued: number;
  /** Have output or must end: leases of this process now. */
  readonly orphans: readonly RunLease[];
}

/**
 * Takes over the runs of dead processes. Exactly one process gets each: the claim moves the lease and its epoch under
 * the admission lock, so a holder that was only slow finds its writes refused.
 */
export async function recoverRuns(instanceId: string): Promise<Recovered> {
  if (!(await hasLostRuns(sqlRunner(), instanceId))) return { requeued: 0, orphans: [] };
  return withTransaction(async (sql) => {
    await lockAdmission(sql);
    const claimed = await claimLostRuns(sql, instanceId);
    const orphans: RunLease[] = [];
    for (const { isUnstarted, ...lease } of claimed) {
      const isBack =
        isUnstarted &&
        (await releaseRun(sql, { runId: lease.runId, epoch: lease.epoch, band: null, countsAsAttempt: true }));
      if (!isBack) orphans.push(lease);
    }
    return { requeued: claimed.length - orphans.length, orphans };
  });
}
