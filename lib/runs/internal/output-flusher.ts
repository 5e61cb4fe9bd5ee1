import 'server-only';
import { growReservations } from '@/lib/admission/grow-reservations';
import { instanceId } from '@/lib/db/instance-id';
import { startTicker } from '@/lib/concurrency/start-ticker';
import { sqlRunner } from '@/lib/db/transaction';
import { getLogger } from '@/lib/observability/logger';
import { executions } from '@/lib/runs/internal/execution';
import { modelCalls } from '@/lib/runs/internal/model-call';
import { appendOutput } from '@/lib/runs/internal/runs-sql';

/** Half of the second of text that a killed process may lose at most: the other half is for a slow statement. */
const FLUSH_INTERVAL_MS = 500;

/**
 * Stores what all local answers wrote since the last time, in one statement for all of them together, and reports to
 * admission how they and the model calls grow. Runs until stopped; while the database is away the text stays in memory
 * and goes with a later flush.
 */
export function startOutputFlusher(): { stop(): Promise<void> } {
  return startTicker(FLUSH_INTERVAL_MS, () =>
    flushOutput().catch((error: unknown) =>
      getLogger().warn({ err: error }, 'partial output not stored; trying again'),
    ),
  );
}

/** One round of the flusher. @throws what the database throws; nothing is lost then. */
export async function flushOutput(): Promise<void> {
  const running = [...executions().values()];
  const taken = running.map((execution) => ({ execution, pieces: execution.takeUnsaved() }));
  const pieces = taken.flatMap((entry) => entry.pieces);
  const growth = [...modelCalls().values()].flatMap((call) => call.takeGrowth() ?? []);
  if (pieces.length === 0 && growth.length === 0) return;
  try {
    if (pieces.length > 0) await appendOutput(sqlRunner(), instanceId(), pieces);
  } catch (error) {
    for (const entry of taken) entry.execution.putBack(entry.pieces);
    throw error;
  }
  const grown = taken
    .filter((entry) => entry.pieces.length > 0)
    .map(({ execution }) => ({
      runId: execution.lease.runId,
      epoch: execution.lease.epoch,
      outputTokens: execution.outputTokens,
      phase: execution.phase,
      firstTokenAt: execution.firstTokenAt,
    }));
  await growReservations(sqlRunner(), [...grown, ...growth]);
}
