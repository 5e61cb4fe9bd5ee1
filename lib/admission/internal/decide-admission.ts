import 'server-only';
import { CHANNELS } from '@/lib/admission/internal/admission-constants';
import { lockAdmission, selectDecision, takeRun, type Admitted, type Decision } from '@/lib/admission/internal/admission-sql';
import { fitsCard } from '@/lib/admission/internal/queue-order';
import { notify } from '@/lib/db/listen';
import { sqlRunner, withTransaction, type SqlRunner } from '@/lib/db/transaction';

/** The run to admit now, or null: nobody waits, or the next one does not fit and nobody smaller may overtake it. */
function chosen(decision: Decision | null): Decision['next'] {
  if (decision?.next === null || decision?.next === undefined) return null;
  return fitsCard(decision, decision.next.need) === null ? decision.next : null;
}

/**
 * One decision: admits as many runs as fit, in one transaction under the admission lock. Holders in other processes are
 * told by notification. Looks without the lock first: any change that is not seen by that look is followed by a decision
 * of its own, so nothing is missed.
 */
export async function decideAdmission(instanceId: string): Promise<Admitted[]> {
  if (chosen(await selectDecision(sqlRunner())) === null) return [];
  return withTransaction(async (sql) => {
    const [, first] = await Promise.all([lockAdmission(sql), selectDecision(sql)]);
    const admitted = await admitWhileItFits(sql, instanceId, first);
    const others = new Set(admitted.map((run) => run.instanceId).filter((id) => id !== instanceId));
    for (const other of others) await notify(sql, CHANNELS.admission, other);
    return admitted;
  });
}

/** Each run is taken together with the look at who comes after it: one round trip a run. */
async function admitWhileItFits(sql: SqlRunner, instanceId: string, first: Decision | null): Promise<Admitted[]> {
  const admitted: Admitted[] = [];
  let next = chosen(first);
  while (next !== null) {
    const [run, decision] = await Promise.all([takeRun(sql, next.runId, next.personId, instanceId), selectDecision(sql)]);
    if (run !== null) admitted.push(run);
    next = chosen(decision);
  }
  return admitted;
}
