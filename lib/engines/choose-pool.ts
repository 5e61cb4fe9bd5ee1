import 'server-only';
import { sqlRunner } from '@/lib/db/transaction';
import { DEFAULT_ENGINE } from '@/lib/engine/constants';
import { hasSeveralPools } from '@/lib/engine/current-engine';
import { findBudget, findChosenPool } from '@/lib/engines/internal/choices-repository';
import { selectAllowedEngines } from '@/lib/engines/internal/choices-sql';
import { AppError } from '@/lib/errors/app-error';

/**
 * The pool that answers a person's question: the one that is wanted, else what the conversation chose before, else the
 * default one. A choice of before that the person may not use any more falls back to the default.
 * @throws AppError engine-not-found when the wanted one is not theirs to use; `engine-draining`; `engine-monthly-limit`
 */
export async function choosePool(given: {
  readonly personId: string;
  readonly conversationId: string;
  readonly wanted: string | undefined;
}): Promise<string> {
  const { personId, conversationId, wanted } = given;
  // Where there is nothing to choose, a question costs no further look.
  if (!hasSeveralPools() && (wanted === undefined || wanted === DEFAULT_ENGINE)) return DEFAULT_ENGINE;
  const [allowed, chosen] = await Promise.all([
    selectAllowedEngines(sqlRunner(), personId),
    wanted === undefined ? findChosenPool(conversationId, personId) : null,
  ]);
  const pool = wanted ?? chosen ?? DEFAULT_ENGINE;
  const engines = allowed.filter((engine) => engine.pool === pool);
  if (engines.length === 0) {
    if (wanted !== undefined) throw engineNotFound();
    return DEFAULT_ENGINE;
  }
  if (engines.every(({ admission }) => admission === 'draining')) {
    if (wanted === undefined && pool !== DEFAULT_ENGINE) return DEFAULT_ENGINE;
    throw new AppError({ kind: 'conflict', code: 'engine-draining', detail: 'This engine takes no new questions' });
  }
  await requireBudget(pool);
  return pool;
}

/** @throws AppError engine-not-found when a pool is not the person's to use */
export async function requireChoice(personId: string, pool: string): Promise<void> {
  if (pool === DEFAULT_ENGINE) return;
  const allowed = await selectAllowedEngines(sqlRunner(), personId);
  if (!allowed.some((engine) => engine.pool === pool)) throw engineNotFound();
}

/** @throws AppError `engine-monthly-limit` when an external service has cost what it may cost this month */
export async function requireBudget(pool: string, now = new Date()): Promise<void> {
  const budget = await findBudget(pool, now);
  if (budget?.limit === null || budget === null || budget.spent < budget.limit) return;
  throw new AppError({
    kind: 'limited',
    code: 'engine-monthly-limit',
    detail: 'The outside service has reached its limit for this month',
    values: { limit: budget.limit },
  });
}

/** A code of its own: the conversation is still there. */
function engineNotFound(): AppError {
  return new AppError({ kind: 'not-found', code: 'engine-not-found', detail: 'engine not found' });
}
