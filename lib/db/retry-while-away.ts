import 'server-only';
import { setTimeout as delay } from 'node:timers/promises';
import { isDatabaseAway } from '@/lib/db/is-database-away';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Repeats `work` for as long as the database cannot be reached: what is in memory must not be lost to a restart of PostgreSQL. Any other failure is
 * thrown on. `work` must be safe to repeat after a commit whose answer was lost.
 * @param onAway told of each failure and of the pause in milliseconds before the next try
 */
export async function retryWhileAway<Result>(work: () => Promise<Result>, onAway: (error: unknown, pauseMs: number) => void): Promise<Result> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      onAway(error, pauseMs);
    }
    await delay(pauseMs);
  }
}
