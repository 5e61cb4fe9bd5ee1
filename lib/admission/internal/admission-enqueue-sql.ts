import 'server-only';
import { z } from 'zod';
import type { Band, RunKind } from '@/lib/admission/contracts';
import {
  EVERYONE, EVERYONE_SAMPLES, MAX_SAMPLES, OUTPUT_PRIOR, OWN_SPREAD_SAMPLES, PRIOR_SAMPLES, SPREAD_BETWEEN_PEOPLE, TITLE_OUTPUT,
} from '@/lib/admission/internal/admission-constants';
import { getConfig } from '@/lib/config/config';
import type { SqlRunner } from '@/lib/db/transaction';
import type { Mode } from '@/lib/engine/contracts';

/** Locks the line of the person whose run this is. */
export async function lockLineOfRun(sql: SqlRunner, runId: string): Promise<void> {
  await sql.query('INSERT INTO fair_share (person_id) SELECT person_id FROM run WHERE id = $1 ON CONFLICT (person_id) DO UPDATE SET counter = fair_share.counter', [runId]);
}

export interface NewRun {
  readonly id: string;
  readonly kind: RunKind;
  readonly conversationId: string;
  readonly userMessageId: string;
  readonly assistantMessageId: string;
  readonly personId: string;
  readonly mode: Mode;
  readonly band: Band;
  readonly promptTokens: number;
  /** Most tokens the answer may have. */
  readonly outputBudget: number;
  /** The process that accepts it. */
  readonly instanceId: string;
  readonly now: Date;
  /** False: what was accepted before goes on, whatever the queue's limits say. */
  readonly isLimited?: boolean;
}

/** More runs than a database holds. */
const NO_LIMIT = 2_147_483_647;

const insertedSchema = z.object({ status: z.enum(['queued', 'held']).nullable(), personFull: z.boolean(), queueFull: z.boolean() });
export type Inserted = z.infer<typeof insertedSchema>;

/**
 * Adds a run behind the limits: `held` while an earlier one of its conversation is unfinished, else `queued`. From here to
 * the end of the transaction nobody else adds, admits, finishes or stops runs of this person. Status null: a limit was
 * reached, nothing stored. See `enqueue_run` in the migration `accept_and_admit_at_once`.
 */
export async function insertRun(sql: SqlRunner, run: NewRun): Promise<Inserted> {
  const { rows } = await sql.query(
    `SELECT status, person_full AS "personFull", queue_full AS "queueFull"
     FROM enqueue_run(true, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`,
    runValues(run),
  );
  return insertedSchema.parse(rows[0]);
}

/** The arguments of the database's `enqueue_run` after `wanted`. */
export function runValues(run: NewRun): unknown[] {
  const { QUEUE_LIMIT_PER_PERSON, QUEUE_LIMIT_GLOBAL } = getConfig();
  const [perPerson, global] = run.isLimited === false ? [NO_LIMIT, NO_LIMIT] : [QUEUE_LIMIT_PER_PERSON, QUEUE_LIMIT_GLOBAL];
  return [
    run.id, run.kind, run.conversationId, run.userMessageId, run.assistantMessageId, run.personId, run.mode, run.band,
    Math.round(run.promptTokens), run.outputBudget, run.instanceId, run.now, perPerson, global, OUTPUT_PRIOR[run.mode], PRIOR_SAMPLES, MAX_SAMPLES,
    EVERYONE, EVERYONE_SAMPLES, OWN_SPREAD_SAMPLES, SPREAD_BETWEEN_PEOPLE, TITLE_OUTPUT,
  ];
}
