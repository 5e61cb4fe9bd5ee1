// SQL: admission is decided and recorded under one advisory lock, in as few round trips as can be.
import 'server-only';
import { z } from 'zod';
import type { Band, RunKind } from '@/lib/admission/contracts';
import {
  EVERYONE,
  EVERYONE_SAMPLES,
  MAX_SAMPLES,
  OUTPUT_PRIOR,
  OWN_SPREAD_SAMPLES,
  PRIOR_SAMPLES,
  SPREAD_BETWEEN_PEOPLE,
} from '@/lib/admission/internal/admission-constants';
import { getConfig } from '@/lib/config/config';
import { namedArguments } from '@/lib/db/named-arguments';
import type { SqlRunner } from '@/lib/db/transaction';
import { DEFAULT_ENGINE } from '@/lib/engine/constants';
import type { Mode } from '@/lib/engine/contracts';

/** Locks the line of the person whose run this is. */
export async function lockLineOfRun(sql: SqlRunner, runId: string): Promise<void> {
  await sql.query(
    'INSERT INTO fair_share (person_id) SELECT person_id FROM run WHERE id = $1 ON CONFLICT (person_id) DO UPDATE SET counter = fair_share.counter',
    [runId],
  );
}

export interface NewRun {
  readonly id: string;
  readonly kind: RunKind;
  /** These three are null for a model call. */
  readonly conversationId: string | null;
  readonly userMessageId: string | null;
  readonly assistantMessageId: string | null;
  readonly personId: string;
  readonly mode: Mode;
  readonly band: Band;
  /** The engines that may execute it; the default one's unless given. */
  readonly pool?: string;
  readonly promptTokens: number;
  /** Most tokens the answer may have. */
  readonly outputBudget: number;
  /** The process that accepts it. */
  readonly instanceId: string;
  readonly now: Date;
  /** False for work that was accepted before: it is queued whatever the limits of the queue are. */
  readonly isLimited?: boolean;
}

/** More runs than any database has. */
const NO_LIMIT = 2_147_483_647;

/** How many runs of one person may wait: background runs are counted apart from all others. */
export function personLimit(band: Band): number {
  const { QUEUE_LIMIT_PER_PERSON, QUEUE_LIMIT_BACKGROUND } = getConfig();
  return band === 'background' ? QUEUE_LIMIT_BACKGROUND : QUEUE_LIMIT_PER_PERSON;
}

const insertedSchema = z.object({
  status: z.enum(['queued', 'held']).nullable(),
  personFull: z.boolean(),
  queueFull: z.boolean(),
});
export type Inserted = z.infer<typeof insertedSchema>;

/**
 * Locks the run's conversation, then its person's line, and adds the run behind the limits: `held` while an earlier one
 * of its conversation is unfinished, else `queued`. From here to the end of the transaction nobody else adds, admits,
 * finishes or stops runs of this person. Status null: a limit was reached, nothing stored. See
 * prisma/functions/enqueue_run.sql.
 */
export async function insertRun(sql: SqlRunner, run: NewRun): Promise<Inserted> {
  const lock = sql.query('SELECT FROM conversation WHERE id = $1 FOR NO KEY UPDATE', [run.conversationId]);
  const { list, values } = namedArguments(runArguments(run));
  const insert = sql.query(
    `SELECT status, person_full AS "personFull", queue_full AS "queueFull" FROM enqueue_run(wanted => true, ${list})`,
    values,
  );
  const [, { rows }] = await Promise.all([lock, insert]);
  return insertedSchema.parse(rows[0]);
}

/** The arguments of the database's function `enqueue_run` by name, without `wanted`. */
export function runArguments(run: NewRun): Readonly<Record<string, unknown>> {
  return {
    in_id: run.id,
    in_kind: run.kind,
    in_conversation: run.conversationId,
    in_question: run.userMessageId,
    in_answer: run.assistantMessageId,
    in_person: run.personId,
    in_mode: run.mode,
    in_band: run.band,
    in_pool: run.pool ?? DEFAULT_ENGINE,
    in_prompt_tokens: Math.round(run.promptTokens),
    in_output_budget: run.outputBudget,
    in_instance: run.instanceId,
    in_now: run.now,
    limit_per_person: run.isLimited === false ? NO_LIMIT : personLimit(run.band),
    limit_global: run.isLimited === false ? NO_LIMIT : getConfig().QUEUE_LIMIT_GLOBAL,
    output_prior: OUTPUT_PRIOR[run.mode],
    prior_samples: PRIOR_SAMPLES,
    max_samples: MAX_SAMPLES,
    everyone: EVERYONE,
    everyone_samples: EVERYONE_SAMPLES,
    own_spread_samples: OWN_SPREAD_SAMPLES,
    spread_between_people: SPREAD_BETWEEN_PEOPLE,
  };
}
