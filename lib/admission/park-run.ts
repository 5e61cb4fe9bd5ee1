import 'server-only';
import { lockLineOfRun } from '@/lib/admission/internal/admission-enqueue-sql';
import { parkStep, resumeStep, selectStranded, type StepUsage } from '@/lib/admission/internal/admission-park-sql';
import { admissionState } from '@/lib/admission/internal/admission-state';
import type { SqlRunner } from '@/lib/db/transaction';

export type { StepUsage } from '@/lib/admission/internal/admission-park-sql';

/**
 * Takes a run off the card between two steps, inside the caller's transaction: its slot and reservation are free from
 * the commit on, its place in the conversation stays while its tools are called. Returns how many steps it has made;
 * else nothing was written and the caller must roll back: the lease was lost, or a stop of the run was requested. After
 * the commit call `admitRuns()`.
 */
export async function parkRun(sql: SqlRunner, step: StepUsage): Promise<number | 'lease-lost' | 'stop-requested'> {
  const [, steps] = await Promise.all([lockLineOfRun(sql, step.runId), parkStep(sql, step)]);
  if (typeof steps !== 'number') return steps;
  admissionState()?.registry.markEnding(step.runId, step.epoch);
  return steps;
}

/**
 * Queues a parked run for its next step (resumed band), inside the caller's transaction. False: it is not parked any
 * more (stopped, resumed by somebody else), or a call of its may still be made or is under way. After the commit call
 * `admitRuns()`.
 */
export async function resumeRun(
  sql: SqlRunner,
  given: { readonly runId: string; readonly promptTokens: number; readonly outputBudget: number },
): Promise<boolean> {
  const [, resumed] = await Promise.all([lockLineOfRun(sql, given.runId), resumeStep(sql, given)]);
  return resumed;
}

const STRANDED_PAGE = 200;

/**
 * Runs with calls that nobody moves on any more, a page at a time. For the recovery after the death of a process.
 * @param after where the page begins: `next` of the page before, null for the first
 */
export async function findStrandedRuns(
  sql: SqlRunner,
  after: string | null,
): Promise<{ readonly runIds: string[]; readonly next: string | null }> {
  const runIds = await selectStranded(sql, after, STRANDED_PAGE);
  return { runIds, next: runIds.length < STRANDED_PAGE ? null : (runIds.at(-1) ?? null) };
}
