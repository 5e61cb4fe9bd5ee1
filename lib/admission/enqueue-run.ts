import 'server-only';
import { insertRun, personLimit, runArguments, type NewRun } from '@/lib/admission/internal/admission-enqueue-sql';
import { retryAfterSeconds } from '@/lib/admission/internal/retry-after';
import { getConfig } from '@/lib/config/config';
import type { SqlRunner } from '@/lib/db/transaction';
import { DEFAULT_ENGINE } from '@/lib/engine/constants';
import { AppError } from '@/lib/errors/app-error';

export type { NewRun } from '@/lib/admission/internal/admission-enqueue-sql';

/**
 * Puts a run into the queue inside the caller's transaction, as its last step: it holds the locks of the conversation
 * and of the person's line, taken in this order, until the commit. After the commit call `admitRuns()`. `held`: an
 * earlier run of the conversation is unfinished; this one is queued when that one ends.
 * @throws AppError limited: `queue-full-person`, `queue-full` (with retryAfterSeconds from the estimated wait)
 */
export async function enqueueRun(sql: SqlRunner, run: NewRun): Promise<{ readonly status: 'queued' | 'held' }> {
  const { status, personFull } = await insertRun(sql, run);
  if (status !== null) return { status };
  throw await queueFullError(sql, personFull ? 'queue-full-person' : 'queue-full', run);
}

/**
 * The arguments of the database's function `enqueue_run` by name, without `wanted`, for statements that do more than
 * that.
 */
export function enqueueArguments(run: NewRun): Readonly<Record<string, unknown>> {
  return runArguments(run);
}

/** Says which limit of the queue was reached, and when to try again by the estimated wait. */
export async function queueFullError(
  sql: SqlRunner,
  code: 'queue-full-person' | 'queue-full',
  { personId, band, pool = DEFAULT_ENGINE }: Pick<NewRun, 'personId' | 'band' | 'pool'>,
): Promise<AppError> {
  if (code === 'queue-full-person') {
    const perPerson = personLimit(band);
    const detail = `This person has ${perPerson} questions waiting already`;
    return new AppError({
      kind: 'limited',
      code,
      detail,
      values: { limit: perPerson },
      retryAfterSeconds: await retryAfterSeconds(sql, pool, personId),
    });
  }
  const { QUEUE_LIMIT_GLOBAL: global } = getConfig();
  const detail = `${global} questions are waiting already`;
  return new AppError({
    kind: 'limited',
    code,
    detail,
    values: { limit: global },
    retryAfterSeconds: await retryAfterSeconds(sql, pool, null),
  });
}
