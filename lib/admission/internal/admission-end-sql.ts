// SQL: admission is decided and recorded under one advisory lock, in as few round trips as can be.
import 'server-only';
import { z } from 'zod';
import {
  AVERAGE_STEP,
  CHANNELS,
  EVERYONE,
  MAX_ATTEMPTS,
  OUTPUT_TOKEN_CHARGE,
  PROMPT_TOKEN_CHARGE,
  SPREAD_STEP,
} from '@/lib/admission/internal/admission-constants';
import type { SqlRunner } from '@/lib/db/transaction';

/**
 * Every way in which a run leaves the card or the queue. The caller has locked the person's line in an earlier
 * statement (admission-enqueue-sql.ts), so these statements see every committed run of it: a follow-up cannot be added
 * unseen between "nobody is held" and the commit.
 */

/**
 * Queues the next follow-up of the conversation whose active run `ended` (a CTE with id, conversation_id) just
 * ended.
 */
const PROMOTE = `promoted AS (
   UPDATE run SET status = 'queued' FROM (
     SELECT h.id FROM ended JOIN run h ON h.conversation_id = ended.conversation_id
     WHERE h.status = 'held' AND h.id <> ended.id
       AND NOT EXISTS (SELECT 1 FROM run a WHERE a.conversation_id = ended.conversation_id AND a.id <> ended.id
                         AND a.status IN ('queued', 'running', 'waiting_approval'))
     ORDER BY h.enqueued_at, h.id LIMIT 1) next
   WHERE run.id = next.id RETURNING run.id)`;

/**
 * The squared distance of a length from the average before it; `spread` is the average of these. An outlier counts as
 * four times the average. Never 0: a spread that only shrinks (all answers of one length) would leave the range of
 * numbers one day.
 */
const deviation = (tokens: string): string =>
  `greatest(power(least(${tokens} / greatest(a.tokens, 1), 4) - 1, 2), 1e-6)`;

export interface RunEnding {
  readonly runId: string;
  readonly epoch: number;
  readonly status: 'completed' | 'stopped' | 'failed' | 'interrupted';
  readonly error: {
    readonly code: string;
    readonly values?: Readonly<Record<string, string | number>> | undefined;
  } | null;
  readonly promptTokens: number;
  /** Tokens of the prompt that were in the engine's prefix cache; they are not charged. */
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** The engine's own measurement of the prefill, where it reports one. */
  readonly prefillMs?: number | undefined;
  readonly now: Date;
}

/**
 * What `from` (a CTE with engine_id) used of an external service is added to its month, with its price. Nothing for an
 * engine in the company.
 */
export const spent = (from: string, { at, prompt, output }: { at: string; prompt: string; output: string }): string =>
  `spent AS (
     INSERT INTO engine_usage AS u (engine_id, month, prompt_tokens, output_tokens, cost)
     SELECT e.id, date_trunc('month', ${at}::timestamptz AT TIME ZONE 'UTC')::date, ${prompt}::int, ${output}::int,
            (${prompt}::int * coalesce(e.input_price, 0) + ${output}::int * coalesce(e.output_price, 0)) / 1e6
     FROM ${from} JOIN engine e ON e.id = ${from}.engine_id AND e.location = 'external'
     ON CONFLICT (engine_id, month) DO UPDATE SET prompt_tokens = u.prompt_tokens + EXCLUDED.prompt_tokens,
       output_tokens = u.output_tokens + EXCLUDED.output_tokens, cost = u.cost + EXCLUDED.cost)`;

const settledSchema = z.object({
  engineId: z.string(),
  mode: z.enum(['thinking', 'quick']),
  admittedAt: z.date().nullable(),
  firstTokenAt: z.date().nullable(),
  isStopRequested: z.boolean(),
});
export type Settled = z.infer<typeof settledSchema>;

/**
 * Ends a running run: status, freed reservation, the charge corrected to what was really used, the averages of output
 * (completed answers only), the next follow-up. Null when the lease is another's by now: nothing was written.
 * Everybody's average is skipped while another transaction writes it: a moving average can miss a sample, a commit need
 * not wait.
 */
export async function settleRun(sql: SqlRunner, ending: RunEnding): Promise<Settled | null> {
  const { rows } = await sql.query(
    `WITH old AS (
       SELECT r.id, r.charged_tokens, charge_weight(r.engine_id, p.weight) AS weight FROM run r JOIN person p ON p.id = r.person_id WHERE r.id = $1),
     ended AS (
       UPDATE run r SET status = $3::run_status, phase = NULL, reserved_tokens = 0, prompt_tokens = $5, cached_tokens = $6, output_tokens = $7,
              finished_at = $8, error = $4, lease_expires_at = NULL,
              charged_tokens = (greatest($5::int - $6::int, 0) * ${PROMPT_TOKEN_CHARGE}::float8 + $7::int * ${OUTPUT_TOKEN_CHARGE}::float8) / old.weight
       FROM old WHERE r.id = old.id AND r.lease_epoch = $2 AND r.status = 'running'
       RETURNING r.id, r.person_id, r.conversation_id, r.engine_id, r.kind, r.mode, r.admitted_at, r.first_token_at, r.stop_requested_at,
                 r.charged_tokens - old.charged_tokens AS correction),
     charged AS (UPDATE fair_share f SET counter = greatest(f.counter + ended.correction, 0) FROM ended WHERE f.person_id = ended.person_id),
     sample AS (SELECT person_id, mode, $7::float8 AS tokens FROM ended WHERE $3 = 'completed' AND kind = 'answer' AND $7::int > 0),
     own AS (
       INSERT INTO output_average AS a (person_id, mode, tokens, samples) SELECT person_id, mode, tokens, 1 FROM sample
       ON CONFLICT (person_id, mode) DO UPDATE SET samples = a.samples + 1,
         tokens = a.tokens + (EXCLUDED.tokens - a.tokens) * greatest(1.0 / (a.samples + 1), ${AVERAGE_STEP}),
         spread = a.spread + (${deviation('EXCLUDED.tokens')} - a.spread) * greatest(1.0 / (a.samples + 1), ${SPREAD_STEP})),
     free_average AS (SELECT a.person_id, a.mode FROM output_average a JOIN sample ON sample.mode = a.mode WHERE a.person_id = '${EVERYONE}' FOR UPDATE OF a SKIP LOCKED),
     everyone AS (
       UPDATE output_average a SET samples = a.samples + 1,
         tokens = a.tokens + (sample.tokens - a.tokens) * greatest(1.0 / (a.samples + 1), ${AVERAGE_STEP}),
         spread = a.spread + (${deviation('sample.tokens')} - a.spread) * greatest(1.0 / (a.samples + 1), ${SPREAD_STEP})
       FROM sample JOIN free_average f ON f.mode = sample.mode WHERE a.person_id = f.person_id AND a.mode = f.mode),
     first_of_everyone AS (
       INSERT INTO output_average (person_id, mode, tokens, samples) SELECT '${EVERYONE}'::uuid, mode, tokens, 1 FROM sample
       WHERE NOT EXISTS (SELECT 1 FROM output_average WHERE person_id = '${EVERYONE}' AND mode = sample.mode) ON CONFLICT DO NOTHING),
     ${spent('ended', { at: '$8', prompt: '$5', output: '$7' })},
     ${PROMOTE}
     SELECT mode::text AS mode, engine_id AS "engineId", admitted_at AS "admittedAt", first_token_at AS "firstTokenAt", stop_requested_at IS NOT NULL AS "isStopRequested" FROM ended`,
    [
      ending.runId,
      ending.epoch,
      ending.status,
      ending.error === null ? null : JSON.stringify(ending.error),
      Math.round(ending.promptTokens),
      Math.round(ending.cachedTokens),
      Math.round(ending.outputTokens),
      ending.now,
    ],
  );
  return settledSchema.nullable().parse(rows[0] ?? null);
}

/**
 * Takes a running run's lease away and puts it back at its old place (of `band`, else of its own), uncharged. False
 * when the lease is another's by now or the run went back too often (MAX_ATTEMPTS). One statement that locks the line
 * first: safe without a transaction.
 */
export async function releaseRun(
  sql: SqlRunner,
  given: {
    readonly runId: string;
    readonly epoch: number;
    readonly band: 'resumed' | null;
    readonly countsAsAttempt: boolean;
  },
): Promise<boolean> {
  const { rows } = await sql.query(
    `WITH line AS (SELECT f.person_id FROM fair_share f JOIN run r ON r.person_id = f.person_id WHERE r.id = $1 FOR UPDATE OF f),
     old AS (SELECT r.id, r.charged_tokens FROM run r JOIN line ON line.person_id = r.person_id
             WHERE r.id = $1 AND r.lease_epoch = $2 AND r.status = 'running' AND r.attempts + $3::int <= $4 FOR UPDATE OF r),
     released AS (
       UPDATE run r SET status = 'queued', band = coalesce($5::band, r.band), phase = NULL, reserved_tokens = 0, charged_tokens = 0, output_tokens = 0, instance_id = NULL,
              lease_expires_at = NULL, admitted_at = NULL, first_token_at = NULL, attempts = r.attempts + $3::int
       FROM old WHERE r.id = old.id RETURNING r.person_id, old.charged_tokens)
     UPDATE fair_share f SET counter = greatest(f.counter - released.charged_tokens, 0) FROM released WHERE f.person_id = released.person_id
     RETURNING f.person_id`,
    [given.runId, given.epoch, given.countsAsAttempt ? 1 : 0, MAX_ATTEMPTS, given.band],
  );
  return rows.length > 0;
}

const stopSchema = z.enum(['stopped', 'stopping', 'ended']);
export type StopOutcome = z.infer<typeof stopSchema>;

/** Stops a waiting run at once, or asks the holder of a running one to. Null: no such run of this person. */
export async function requestStop(
  sql: SqlRunner,
  given: { readonly runId: string; readonly personId: string; readonly now: Date },
): Promise<StopOutcome | null> {
  const { rows } = await sql.query<{ outcome: string }>(
    `WITH target AS (SELECT id, status FROM run WHERE id = $1 AND person_id = $2 FOR UPDATE),
     ended AS (
       UPDATE run r SET status = 'stopped', phase = NULL, finished_at = $3, stop_requested_at = $3 FROM target
       WHERE r.id = target.id AND target.status IN ('held', 'queued', 'waiting_approval') RETURNING r.id, r.conversation_id),
     asked AS (
       UPDATE run r SET stop_requested_at = coalesce(r.stop_requested_at, $3) FROM target
       WHERE r.id = target.id AND target.status = 'running' RETURNING pg_notify($4, r.id::text)),
     ${PROMOTE}
     SELECT CASE WHEN EXISTS (SELECT 1 FROM ended) THEN 'stopped' WHEN EXISTS (SELECT 1 FROM asked) THEN 'stopping' ELSE 'ended' END AS outcome FROM target`,
    [given.runId, given.personId, given.now, CHANNELS.stop],
  );
  return stopSchema.nullable().parse(rows[0]?.outcome ?? null);
}

/** The end of a run that was never admitted. */
export interface WaitingEnd {
  readonly runId: string;
  readonly status: 'failed' | 'stopped';
  readonly error: { readonly code: string } | null;
  readonly now: Date;
}

/** Ends a waiting run. False when it does not wait any more. */
export async function endWaiting(sql: SqlRunner, given: WaitingEnd): Promise<boolean> {
  const { rows } = await sql.query(
    `WITH ended AS (
       UPDATE run SET status = $2::run_status, phase = NULL, finished_at = $4, error = $3 WHERE id = $1 AND status IN ('held', 'queued')
       RETURNING id, conversation_id),
     ${PROMOTE}
     SELECT id FROM ended`,
    [given.runId, given.status, given.error === null ? null : JSON.stringify(given.error), given.now],
  );
  return rows.length > 0;
}

/**
 * Queues follow-ups whose conversation has nothing active any more (their predecessor was deleted). The caller holds
 * the admission lock.
 */
export async function promoteStranded(sql: SqlRunner): Promise<number> {
  const { rows } = await sql.query(
    `UPDATE run SET status = 'queued' WHERE id IN (
       SELECT DISTINCT ON (h.conversation_id) h.id FROM run h
       WHERE h.status = 'held' AND NOT EXISTS (SELECT 1 FROM run a WHERE a.conversation_id = h.conversation_id
                                                 AND a.status IN ('queued', 'running', 'waiting_approval'))
       ORDER BY h.conversation_id, h.enqueued_at, h.id)
     AND status = 'held' RETURNING id`,
  );
  return rows.length;
}
