import 'server-only';
import { findStrandedRuns } from '@/lib/admission/park-run';
import { isDatabaseAway } from '@/lib/db/is-database-away';
import { startTicker } from '@/lib/concurrency/start-ticker';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { getLogger } from '@/lib/observability/logger';
import { endWorkOfDisabled } from '@/lib/runs/internal/end-work-of-disabled';
import { driveTools } from '@/lib/runs/internal/drive-tools';
import { expireApprovals } from '@/lib/tool-calls/expire-approvals';
import { recoverCalls } from '@/lib/tool-calls/recover-calls';

/** How often expired approvals and the work of dead processes are handled. */
const ROUND_MS = 1_000;

/**
 * Handles work that no process moves on any more: expired approvals, calls whose process died, parked runs whose
 * calls are all settled, results that are owed to an answer, the work of disabled people. Any process does it for all
 * of them.
 */
export function startToolRecovery(): { stop(): Promise<void> } {
  let lastDriven: string | null = null;
  return startTicker(ROUND_MS, async () => {
    const now = new Date();
    await attempt('expired approvals', () => withTransaction((sql) => expireApprovals(sql, now)));
    await attempt('calls of dead processes', () => withTransaction((sql) => recoverCalls(sql, now)));
    await attempt('stranded runs', async () => {
      lastDriven = await driveStranded(lastDriven);
    });
    // Also here: a request that was under way when its person was disabled may have been accepted since.
    await attempt('work of disabled people', endWorkOfDisabled);
  });
}

/** A failure of one step must not stop the others. */
async function attempt(what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isDatabaseAway(error))
      getLogger().error({ err: error, what }, 'part of the recovery failed; the next round repeats it');
  }
}

/**
 * Drives a page of the stranded runs, so that runs that stay stranded do not keep others from their turn. @returns
 * where the next page begins
 */
async function driveStranded(after: string | null): Promise<string | null> {
  const { runIds, next } = await findStrandedRuns(sqlRunner(), after);
  // Not waited for: a slow tool of one run must not delay the others.
  for (const runId of runIds) void driveTools(runId);
  return next;
}
