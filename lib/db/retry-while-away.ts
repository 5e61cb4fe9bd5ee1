import 'server-only';
import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseAway } from '@/lib/db/is-database-away';
import { getLogger } from '@/lib/observability/logger';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Repeats `work` for as long as the database cannot be reached: what is in memory must not be lost to a restart of
 * PostgreSQL. Any other failure is thrown on. `work` must be safe to repeat after a commit whose answer was lost.
 * @param what for the log, which gets each failure, with `fields`
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
