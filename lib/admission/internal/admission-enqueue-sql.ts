import 'server-only';
import { z } from 'zod';
import type { Band, RunKind } from '@/lib/admission/contracts';
import {
  EVERYONE, EVERYONE_SAMPLES, MAX_SAMPLES, OUTPUT_PRIOR, OWN_SPREAD_SAMPLES, PRIOR_SAMPLES, SPREAD_BETWEEN_PEOPLE, TITLE_OUTPUT,
} from '@/lib/admission/internal/admission-constants';
import type { SqlRunner } from '@/lib/db/transaction';
import type { Mode } from '@/lib/engine/contracts';

/** Locks a person's line until the transaction ends. From here on nobody else adds, admits, finishes or stops runs of theirs. */
export async function lockLine(sql: SqlRunner, personId: string): Promise<void> {
  await sql.query('INSERT INTO fair_share (person_id) VALUES ($1) ON CONFLICT (person_id) DO UPDATE SET counter = fair_share.counter', [personId]);
}

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
}

const insertedSchema = z.object({ status: z.enum(['queued', 'held']).nullable(), personFull: z.boolean(), queueFull: z.boolean() });
export type Inserted = z.infer<typeof insertedSchema>;

/** A mean of the samples of an average and `weight` samples of what is expected without it. */
const blend = (average: string, expected: string, weight: string): string =>
  `(${expected} * ${weight} + least(coalesce(${average}.samples, 0), $16) * coalesce(${average}.tokens, 0)) / (${weight} + least(coalesce(${average}.samples, 0), $16))`;

/** What everybody's average counts for against the person's own; see EVERYONE_SAMPLES. */
const OTHERS_WEIGHT = '($15::float8 * CASE WHEN a.samples >= $21 THEN greatest(0.05, least(1, a.spread / $22::float8)) ELSE 1 END)';

/**
 * Adds a run behind the limits: `held` while an earlier one of its conversation is unfinished, else `queued` (the
 * trigger on run then lifts the person's counter when they were idle). Status null: a limit was reached, nothing stored.
 */
export async function insertRun(sql: SqlRunner, run: NewRun, limits: { readonly perPerson: number; readonly global: number }): Promise<Inserted> {
  const { rows } = await sql.query(
    `WITH state AS (
       SELECT $2::run_kind <> 'title' AND (SELECT count(*) FROM run WHERE person_id = $6 AND status IN ('queued', 'held') AND kind <> 'title') >= $12 AS person_full,
              EXISTS (SELECT 1 FROM run WHERE status = 'queued' OFFSET $13::int - 1) AS queue_full,
              $2::run_kind <> 'title' AND EXISTS (SELECT 1 FROM run WHERE conversation_id = $3 AND kind <> 'title'
                                        AND status IN ('held', 'queued', 'running', 'waiting_approval')) AS has_earlier),
     everyone AS (
       SELECT ${blend('a', '$14::float8', '$17::float8')} AS tokens
       FROM (SELECT 1) one LEFT JOIN output_average a ON a.person_id = $18 AND a.mode = $7::mode),
     own AS (
       SELECT ${blend('a', 'everyone.tokens', OTHERS_WEIGHT)} AS tokens
       FROM everyone LEFT JOIN output_average a ON a.person_id = $6 AND a.mode = $7::mode),
     added AS (
       INSERT INTO run (id, kind, conversation_id, user_message_id, assistant_message_id, person_id, mode, band, status,
                        prompt_tokens, expected_output, home_instance_id, enqueued_at)
       SELECT $1, $2::run_kind, $3, $4, $5, $6, $7::mode, $8::band, CASE WHEN has_earlier THEN 'held' ELSE 'queued' END::run_status,
              $9, greatest(1, least($10::float8, CASE WHEN $2::run_kind = 'title' THEN $20::float8 ELSE round(own.tokens) END))::int, $11, $19
       FROM state, own WHERE NOT person_full AND NOT queue_full
       RETURNING status)
     SELECT added.status::text AS status, person_full AS "personFull", queue_full AS "queueFull" FROM state LEFT JOIN added ON true`,
    [
      run.id, run.kind, run.conversationId, run.userMessageId, run.assistantMessageId, run.personId, run.mode, run.band,
      Math.round(run.promptTokens), run.outputBudget, run.instanceId, limits.perPerson, limits.global, OUTPUT_PRIOR[run.mode],
      EVERYONE_SAMPLES, MAX_SAMPLES, PRIOR_SAMPLES, EVERYONE, run.now, TITLE_OUTPUT, OWN_SPREAD_SAMPLES, SPREAD_BETWEEN_PEOPLE,
    ],
  );
  return insertedSchema.parse(rows[0]);
}
