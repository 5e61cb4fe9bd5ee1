import 'server-only';
import { retryWhileAway as retry } from '@/lib/db/retry-while-away';
import { getLogger } from '@/lib/observability/logger';

/** Repeats `work` for as long as the database cannot be reached, and logs it; see lib/db. */
export function retryWhileAway<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  return retry(work, (error, pause) => getLogger().warn({ err: error, what, pause }, 'database away; trying again'));
}
