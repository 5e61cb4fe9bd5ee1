import 'server-only';
import { selectSnapshot } from '@/lib/admission/internal/admission-queue-sql';
import { readSnapshot } from '@/lib/admission/internal/queue-snapshot';
import { simulateQueue } from '@/lib/admission/simulate-queue';
import type { SqlRunner } from '@/lib/db/transaction';

const SHORTEST_SECONDS = 1;
const LONGEST_SECONDS = 600;
/** While the engine is offline the wait is unknown: retry soon. */
const UNKNOWN_SECONDS = 30;

/**
 * When a place is likely to be free: the estimated start of the first waiting run of a pool (of that person). Seconds,
 * at least one.
 */
export async function retryAfterSeconds(sql: SqlRunner, pool: string, personId: string | null): Promise<number> {
  const queue = readSnapshot(await selectSnapshot(sql, pool));
  const { order, startsInMs } = simulateQueue(queue);
  const owners = new Map(queue.waiting.map((run) => [run.runId, run.personId]));
  const first = order.find((runId) => personId === null || owners.get(runId) === personId);
  const waitMs = first === undefined ? null : (startsInMs.get(first) ?? null);
  if (waitMs === null) return UNKNOWN_SECONDS;
  return Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, Math.ceil(waitMs / 1_000)));
}
