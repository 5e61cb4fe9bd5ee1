import 'server-only';
import { takeBudget, type Budget } from '@/lib/db/take-budget';
import type { SqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';

/**
 * What a person may do to their own account, each time with an event in the log that stays for ever. Far more than
 * people need, so that nobody can fill the log or the table of sessions.
 */
const BUDGETS = {
  'sign-in': { perDay: 200, burst: 40 },
  name: { perDay: 20, burst: 5 },
  password: { perDay: 20, burst: 5 },
  'sign-out-everywhere': { perDay: 50, burst: 10 },
  key: { perDay: 100, burst: 40 },
} satisfies Record<string, Budget>;

/** Takes one from a person's budget. @throws AppError `too-often` with the seconds until the next one */
export async function requireBudget(sql: SqlRunner, what: keyof typeof BUDGETS, personId: string): Promise<void> {
  const waitSeconds = await takeBudget(sql, `${what}:${personId}`, BUDGETS[what]);
  if (waitSeconds === 0) return;
  throw new AppError({
    kind: 'limited',
    code: 'too-often',
    detail: 'done too often today',
    retryAfterSeconds: waitSeconds,
    values: { minutes: Math.ceil(waitSeconds / 60) },
  });
}
