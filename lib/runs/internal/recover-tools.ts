import 'server-only';
import { findStrandedRuns } from '@/lib/admission/park-run';
import { isDatabaseAway } from '@/lib/db/is-database-away';
import { startTicker } from '@/lib/db/start-ticker';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { getLogger } from '@/lib/observability/logger';
import { endWorkOfDisabled } from '@/lib/runs/internal/end-work-of-disabled';
import { driveTools } from '@/lib/runs/internal/drive-tools';
import { expireApprovals } from '@/lib/tools/expire-approvals';
import { recoverCalls } from '@/lib/tools/recover-calls';

/** How often approvals expire and what a dead process left is picked up. */
const ROUND_MS = 1_000;

/**
 * Moves on what nobody moves on any more: approvals whose time is over, calls whose process died, parked runs whose calls
 * are all settled. Any process does it for all of them.
 */
export function startToolRecovery(): { stop(): Promise<void> } {
  return startTicker(ROUND_MS, round);
}

async function round(): Promise<void> {
  try {
    const now = new Date();
    await withTransaction((sql) => expireApprovals(sql, now));
    await withTransaction((sql) => recoverCalls(sql, now));
    // Also here: a request that was under way when its person was disabled may have been accepted since.
    await endWorkOfDisabled();
    // Not waited for: a slow tool of one run must not hold up the others' round.
    for (const runId of await findStrandedRuns(sqlRunner())) void driveTools(runId);
  } catch (error) {
    if (!isDatabaseAway(error)) getLogger().error({ err: error }, 'round over parked runs failed; the next one repeats it');
  }
}
