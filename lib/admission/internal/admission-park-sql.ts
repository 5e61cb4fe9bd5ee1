import 'server-only';
import { OUTPUT_TOKEN_CHARGE, PROMPT_TOKEN_CHARGE } from '@/lib/admission/internal/admission-constants';
import type { SqlRunner } from '@/lib/db/transaction';

/** Runs between two steps: off the card while their tools wait for a decision or are called. */

export interface StepUsage {
  readonly runId: string;
  readonly epoch: number;
  readonly phase: 'tool' | null;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
}

/**
 * Takes a running run off the card: no lease, no slot, no reservation; charged what its step really used. Returns the number of steps it has made; or,
 * with nothing written, that the lease is another's by now, or that the run was told to stop.
 */
export async function parkStep(sql: SqlRunner, step: StepUsage): Promise<number | 'lease-lost' | 'stop-requested'> {
  const { rows } = await sql.query<{ steps: number | null }>(
    `WITH old AS (
       SELECT r.id, r.charged_tokens, greatest(p.weight, 0.01) AS weight FROM run r JOIN person p ON p.id = r.person_id WHERE r.id = $1),
     parked AS (
       UPDATE run r SET status = 'waiting_approval', phase = $3::run_phase, reserved_tokens = 0, charged_tokens = 0, prompt_tokens = $4, cached_tokens = $5, output_tokens = 0,
              instance_id = NULL, lease_expires_at = NULL, admitted_at = NULL, first_token_at = NULL, steps = r.steps + 1
       FROM old WHERE r.id = old.id AND r.lease_epoch = $2 AND r.status = 'running' AND r.stop_requested_at IS NULL
       RETURNING r.person_id, r.steps, (greatest($4::int - $5::int, 0) * $7::float8 + $6::int * $8::float8) / old.weight - old.charged_tokens AS correction),
     charged AS (UPDATE fair_share f SET counter = greatest(f.counter + parked.correction, 0) FROM parked WHERE f.person_id = parked.person_id)
     SELECT (SELECT steps FROM parked) AS steps FROM run WHERE id = $1 AND lease_epoch = $2 AND status = 'running'`,
    [step.runId, step.epoch, step.phase, Math.round(step.promptTokens), Math.round(step.cachedTokens), Math.round(step.outputTokens), PROMPT_TOKEN_CHARGE, OUTPUT_TOKEN_CHARGE],
  );
  const [row] = rows;
  return row === undefined ? 'lease-lost' : (row.steps ?? 'stop-requested');
}

/**
 * Queues a parked run for its next step, in the resumed band; it counts as arriving now, since the time of its tools is not
 * the queue's. False when it is not parked any more, or a call of its is still open.
 */
export async function resumeStep(sql: SqlRunner, given: { readonly runId: string; readonly promptTokens: number; readonly outputBudget: number }): Promise<boolean> {
  const { rows } = await sql.query(
    `UPDATE run SET status = 'queued', phase = NULL, band = CASE WHEN band = 'background' THEN band ELSE 'resumed'::band END, prompt_tokens = $2,
            expected_output = greatest(1, least(expected_output, $3::int)), enqueued_at = clock_timestamp(), last_watched_at = clock_timestamp(), predicted_wait_ms = NULL, attempts = 0
     WHERE id = $1 AND status = 'waiting_approval'
       AND NOT EXISTS (SELECT 1 FROM tool_call c WHERE c.run_id = $1 AND c.state IN ('waiting_approval', 'ready', 'running'))
     RETURNING id`,
    [given.runId, Math.round(given.promptTokens), Math.round(given.outputBudget)],
  );
  return rows.length > 0;
}

/** Says what a parked run waits for: its tools (tool) or somebody's decision (null). */
export async function setParkedPhase(sql: SqlRunner, runId: string, phase: 'tool' | null): Promise<void> {
  await sql.query(`UPDATE run SET phase = $2::run_phase WHERE id = $1 AND status = 'waiting_approval' AND phase IS DISTINCT FROM $2::run_phase`, [runId, phase]);
}

/** Parked runs that nobody moves on (its process may have died): a call may be made, or no decision is awaited and no call is under way. */
export async function selectStrandedParked(sql: SqlRunner): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT r.id FROM run r WHERE r.status = 'waiting_approval'
       AND (EXISTS (SELECT FROM tool_call c WHERE c.run_id = r.id AND c.state = 'ready')
         OR NOT EXISTS (SELECT FROM tool_call c WHERE c.run_id = r.id AND c.state IN ('waiting_approval', 'running')))
     ORDER BY r.id LIMIT 200`,
  );
  return rows.map((row) => row.id);
}
