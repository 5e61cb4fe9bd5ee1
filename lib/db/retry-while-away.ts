import 'server-only';
import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseAway } from '@/lib/db/is-database-away';
import { getLogger } from '@/lib/observability/logger';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Repeats `work` while the database cannot be reached, so that a restart of PostgreSQL loses no state of this process.
 * Throws any other failure. `work` must be safe to repeat after a commit whose confirmation was lost.
 * @param what names the work in the log, which gets each failure with `fields`
 */
export async function retryWhileAway<Result>(
  what: string,
  work: () => Promise<Result>,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<Result> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      getLogger().warn({ err: error, what, pauseMs, ...fields }, 'database away; trying again');
    }
    await delay(pauseMs);
  }
}
