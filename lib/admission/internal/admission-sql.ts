// SQL: admission is decided and recorded under one advisory lock, in as few round trips as can be.
import 'server-only';
import { z } from 'zod';
import { runLeaseSchema, type RunLease } from '@/lib/admission/contracts';
import {
  AGEING_MS,
  FROZEN_AFTER_MS,
  HOME_ALIVE_MS,
  LEASE_TTL_MS,
  OUTPUT_TOKEN_CHARGE,
  PROMPT_TOKEN_CHARGE,
} from '@/lib/admission/internal/admission-constants';
import { namedArguments } from '@/lib/db/named-arguments';
import type { SqlRunner } from '@/lib/db/transaction';
import { DEFAULT_ENGINE } from '@/lib/engine/constants';

/**
 * The decision. Everything here runs under the admission lock, so what is read stays true until the commit: slots and
 * reservations are only raised under it (or by a run's own growth).
 *
 * Order of locks, everywhere in this module: admission lock, then a person's `fair_share` row (the lock of their line),
 * then runs. A transaction that touches more than one person's line holds the admission lock.
 */
export const LEASE_COLUMNS = `
  r.id AS "runId", r.lease_epoch AS epoch, r.instance_id AS "instanceId", coalesce(r.engine_id, 'default') AS "engineId", r.kind::text AS kind, r.conversation_id AS "conversationId",
  r.user_message_id AS "userMessageId", r.assistant_message_id AS "assistantMessageId", r.person_id AS "personId", r.mode::text AS mode,
  r.band::text AS band, r.prompt_tokens AS "promptTokens", r.expected_output AS "expectedOutput", r.attempts,
  r.enqueued_at AS "enqueuedAt", r.admitted_at AS "admittedAt", r.stop_requested_at IS NOT NULL AS "stopRequested"`;

/**
 * Takes the one admission lock of the installation until the transaction ends. The commit need not wait for the disk:
 * an admission that a crash of PostgreSQL forgets is found by the lease's fence (docs/decisions/0020).
 */
export async function lockAdmission(sql: SqlRunner): Promise<void> {
  await sql.query(
    `SELECT set_config('synchronous_commit', 'off', true), set_config('idle_in_transaction_session_timeout', $1, true),
            pg_advisory_xact_lock(hashtext('yika.admission'))`,
    [String(FROZEN_AFTER_MS)],
  );
}

/** EXPLAIN ANALYZE of the query for the next run, for the benchmark. */
export async function explainDecision(sql: SqlRunner): Promise<string[]> {
  const { rows } = await sql.query<{ 'QUERY PLAN': string }>(
    'EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) SELECT * FROM next_admission(in_engine => $1, in_pool => $1, is_shared => false, ageing_ms => $2)',
    [DEFAULT_ENGINE, AGEING_MS],
  );
  return rows.map((row) => row['QUERY PLAN']);
}

const admittedSchema = runLeaseSchema.and(z.object({ predictedWaitMs: z.number().nullable() }));
export type Admitted = RunLease & { readonly predictedWaitMs: number | null };

/**
 * One decision, in one statement: gives as many queued runs as fit their lease, their reservation and their charge,
 * under the admission lock. Holders in other processes are notified. See prisma/functions/admit_runs.sql.
 */
export async function admitQueued(sql: SqlRunner, instanceId: string): Promise<Admitted[]> {
  const { list, values } = namedArguments({
    in_instance: instanceId,
    ageing_ms: AGEING_MS,
    lease_ttl_ms: LEASE_TTL_MS,
    home_alive_ms: HOME_ALIVE_MS,
    prompt_charge: PROMPT_TOKEN_CHARGE,
    output_charge: OUTPUT_TOKEN_CHARGE,
  });
  const { rows } = await sql.query(
    `SELECT ${LEASE_COLUMNS}, r.predicted_wait_ms AS "predictedWaitMs" FROM admit_runs(${list}) AS r`,
    values,
  );
  return admittedSchema.array().parse(rows);
}
