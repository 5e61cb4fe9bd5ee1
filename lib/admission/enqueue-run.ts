import 'server-only';
import { insertRun, lockLine, type NewRun } from '@/lib/admission/internal/admission-enqueue-sql';
import { retryAfterSeconds } from '@/lib/admission/internal/retry-after';
import { getConfig } from '@/lib/config/config';
import type { SqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';

export type { NewRun } from '@/lib/admission/internal/admission-enqueue-sql';

/**
 * Puts a run into the queue inside the caller's transaction, as its last step: it holds the lock of the person's line
 * until the commit. After the commit call `admitRuns()`.
 * `held`: an earlier run of the conversation is unfinished; this one is queued when that one ends.
 * @throws AppError limited: `queue-full-person`, `queue-full` (with retryAfterSeconds from the estimated wait)
 */
export async function enqueueRun(sql: SqlRunner, run: NewRun): Promise<{ readonly status: 'queued' | 'held' }> {
  const { QUEUE_LIMIT_PER_PERSON: perPerson, QUEUE_LIMIT_GLOBAL: global } = getConfig();
  const [, { status, personFull }] = await Promise.all([lockLine(sql, run.personId), insertRun(sql, run, { perPerson, global })]);
  if (status !== null) return { status };
  if (personFull) {
    const detail = `This person has ${perPerson} questions waiting already`;
    throw new AppError({ kind: 'limited', code: 'queue-full-person', detail, values: { limit: perPerson }, retryAfterSeconds: await retryAfterSeconds(sql, run.personId) });
  }
  const detail = `${global} questions are waiting already`;
  throw new AppError({ kind: 'limited', code: 'queue-full', detail, values: { limit: global }, retryAfterSeconds: await retryAfterSeconds(sql, null) });
}
