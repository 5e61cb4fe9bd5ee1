// SQL: admission is decided and recorded under one advisory lock, in as few round trips as can be.
import 'server-only';
import { OUTPUT_TOKEN_CHARGE, PROMPT_TOKEN_CHARGE } from '@/lib/admission/internal/admission-constants';
import { spent } from '@/lib/admission/internal/admission-end-sql';
import type { SqlRunner } from '@/lib/db/transaction';

/** Runs between two steps: off the card while their tools are called. A call that waits for a decision parks no run. */

export interface StepUsage {
  readonly runId: string;
  readonly epoch: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
}

/**
 * Takes a running run off the card: no lease, no slot, no reservation; charged what its step really used. Returns the
 * number of steps it has made; or, with nothing written, that the lease is another's by now, or that the run was asked
 * to stop.
 */
export async function parkStep(sql: SqlRunner, step: StepUsage): Promise<number | 'lease-lost' | 'stop-requested'> {
  const { rows } = await sql.query<{ steps: number | null }>(
    `WITH old AS (
       SELECT r.id, r.charged_tokens, charge_weight(r.engine_id, p.weight) AS weight FROM run r JOIN person p ON p.id = r.person_id WHERE r.id = $1),
     parked AS (
       UPDATE run r SET status = 'waiting_approval', phase = 'tool', reserved_tokens = 0, charged_tokens = 0, prompt_tokens = $3, cached_tokens = $4, output_tokens = 0,
              instance_id = NULL, lease_expires_at = NULL, admitted_at = NULL, first_token_at = NULL, steps = r.steps + 1
       FROM old WHERE r.id = old.id AND r.lease_epoch = $2 AND r.status = 'running' AND r.stop_requested_at IS NULL
       RETURNING r.person_id, r.engine_id, r.steps, (greatest($3::int - $4::int, 0) * $6::float8 + $5::int * $7::float8) / old.weight - old.charged_tokens AS correction),
     charged AS (UPDATE fair_share f SET counter = greatest(f.counter + parked.correction, 0) FROM parked WHERE f.person_id = parked.person_id),
     ${spent('parked', { at: 'clock_timestamp()', prompt: '$3', output: '$5' })}
     SELECT (SELECT steps FROM parked) AS steps FROM run WHERE id = $1 AND lease_epoch = $2 AND status = 'running'`,
    [
      step.runId,
      step.epoch,
      Math.round(step.promptTokens),
      Math.round(step.cachedTokens),
      Math.round(step.outputTokens),
      PROMPT_TOKEN_CHARGE,
      OUTPUT_TOKEN_CHARGE,
    ],
  );
  const [row] = rows;
  return row === undefined ? 'lease-lost' : (row.steps ?? 'stop-requested');
}

/**
 * Queues a parked run for its next step, in the resumed band; it counts as arriving now, since the time of its tools is
 * not the queue's. False when it is not parked any more, or a call of its may still be made or is under way.
 */
export async function resumeStep(
  sql: SqlRunner,
  given: { readonly runId: string; readonly promptTokens: number; readonly outputBudget: number },
): Promise<boolean> {
  const { rows } = await sql.query(
    `UPDATE run SET status = 'queued', phase = NULL, band = CASE WHEN band = 'background' THEN band ELSE 'resumed'::band END, prompt_tokens = $2,
            expected_output = greatest(1, least(expected_output, $3::int)), enqueued_at = clock_timestamp(), last_watched_at = clock_timestamp(), predicted_wait_ms = NULL, attempts = 0
     WHERE id = $1 AND status = 'waiting_approval'
       AND NOT EXISTS (SELECT 1 FROM tool_call c WHERE c.run_id = $1 AND c.state IN ('ready', 'running'))
     RETURNING id`,
    [given.runId, Math.round(given.promptTokens), Math.round(given.outputBudget)],
  );
  return rows.length > 0;
}

/**
 * Runs that no process moves on (a process may have died): a call may be made; a parked run has nothing under way; or a
 * run has ended, its calls too, and their results are owed to its answer. In the order of their ids, those after
 * `after`.
 */
export async function selectStranded(sql: SqlRunner, after: string | null, most: number): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT id FROM (
       SELECT c.run_id AS id FROM tool_call c WHERE c.state = 'ready' AND c.origin = 'model'
       UNION
       SELECT r.id FROM run r WHERE r.status = 'waiting_approval' AND NOT EXISTS (SELECT FROM tool_call c WHERE c.run_id = r.id AND c.state = 'running')
       UNION
       SELECT c.run_id FROM tool_call c JOIN run r ON r.id = c.run_id WHERE c.follow_up = 'owed' AND r.finished_at IS NOT NULL
         AND NOT EXISTS (SELECT FROM tool_call o WHERE o.run_id = c.run_id AND o.state IN ('waiting_approval', 'ready', 'running'))
     ) stranded WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2`,
    [after, most],
  );
  return rows.map((row) => row.id);
}
