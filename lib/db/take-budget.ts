import 'server-only';
import { insertCharge, selectWaitSeconds } from '@/lib/db/internal/db-budget-sql';
import type { SqlRunner } from '@/lib/db/transaction';

export { sweepBudgets } from '@/lib/db/internal/db-budget-sql';

/** `burst` at once, `perDay` over time. */
export interface Budget {
  readonly perDay: number;
  readonly burst: number;
}

/**
 * Takes one from a budget that all processes share (GCRA in one statement). Inside a transaction it is taken when that
 * commits.
 * @returns 0, or the seconds until the next one: then nothing was taken
 */
export async function takeBudget(sql: SqlRunner, key: string, budget: Budget): Promise<number> {
  const secondsEach = 86_400 / budget.perDay;
  if (await insertCharge(sql, key, secondsEach, budget.burst)) return 0;
  return Math.max(1, await selectWaitSeconds(sql, key, secondsEach, budget.burst));
}
