import 'server-only';
import { retryWhileAway } from '@/lib/db/retry-while-away';

/**
 * Thrown inside a transaction to roll it back: another process has the lease, or an earlier try of ours had committed.
 */
export class LeaseLost extends Error {}

/**
 * Repeats `work` while the database is away. Undefined when it threw LeaseLost: nothing was written, the stored state
 * is the truth.
 */
export async function unlessLeaseLost<Result>(what: string, work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await retryWhileAway(what, work);
  } catch (error) {
    if (error instanceof LeaseLost) return undefined;
    throw error;
  }
}
