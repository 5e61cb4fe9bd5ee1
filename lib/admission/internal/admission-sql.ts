import 'server-only';
import { z } from 'zod';
import { runLeaseSchema, type RunLease } from '@/lib/admission/contracts';
import {
  AGEING_MS, ENGINE_ID, FROZEN_AFTER_MS, HOME_ALIVE_MS, LEASE_TTL_MS, OUTPUT_TOKEN_CHARGE, PROMPT_TOKEN_CHARGE,
} from '@/lib/admission/internal/admission-constants';
import type { SqlRunner } from '@/lib/db/transaction';

/**
 * The decision. Everything here runs under the admission lock, so what is read stays true until the commit: slots and
 * reservations are only raised under it (or by a run's own growth).
 *
 * Order of locks, everywhere in this module: admission lock, then a person's `fair_share` row (the lock of their line),
 * then runs. Whoever touches more than one person's line in a transaction holds the admission lock.
 */
export const LEASE_COLUMNS = `
  r.id AS "runId", r.lease_epoch AS epoch, r.instance_id AS "instanceId", r.kind::text AS kind, r.conversation_id AS "conversationId",
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

const nextSchema = z.object({ runId: z.uuid(), personId: z.uuid(), need: z.number().int() });
const decisionSchema = z.object({ slots: z.number().int(), kvTokens: z.number().int(), running: z.number().int(), reserved: z.number().int(), next: nextSchema.nullable() });
/** The card's room (slots 0 while the engine is not online) and the run whose turn it is, if any, with the tokens it needs. */
export type Decision = z.infer<typeof decisionSchema>;

const heads = (level: number, band: string, agedBands: number): string => {
  const aged = agedBands === 0 ? '' : `AND head_since <= statement_timestamp() - $2 * ${agedBands} * interval '1 ms'
      AND EXISTS (SELECT 1 FROM queue_head WHERE band = '${band}' AND head_since <= statement_timestamp() - $2 * ${agedBands} * interval '1 ms')`;
  return `(SELECT ${level} AS level, run_id, counter, running, enqueued_at FROM queue_head WHERE band = '${band}' ${aged}
      ORDER BY counter, running, enqueued_at, run_id LIMIT 1)`;
};

/**
 * Who is next: band (resumed, interactive, background; up one for every AGEING_MS at the head of its line), then the
 * person's virtual counter, then fewer runs running, then first come. Only heads of lines are looked at, each branch
 * reads one entry of the index queue_head_order. `internal/queue-order.ts` says the same in TypeScript for the simulation.
 */
const NEXT = `
  SELECT e.slots, e.kv_tokens AS "kvTokens", u.running, u.reserved,
         CASE WHEN r.id IS NOT NULL THEN json_build_object('runId', r.id, 'personId', r.person_id, 'need', r.prompt_tokens + r.expected_output) END AS next
  FROM (SELECT CASE WHEN state = 'online' THEN greatest(max_concurrent - foreign_slots, 0) ELSE 0 END AS slots, kv_tokens FROM engine WHERE id = $1) e
  CROSS JOIN (SELECT count(*)::int AS running, coalesce(sum(reserved_tokens), 0)::int AS reserved FROM run WHERE status = 'running' AND engine_id = $1) u
  LEFT JOIN (SELECT run_id FROM (
    ${[heads(0, 'resumed', 0), heads(0, 'interactive', 1), heads(0, 'background', 2), heads(1, 'interactive', 0), heads(1, 'background', 1), heads(2, 'background', 0)].join('\n    UNION ALL ')}
  ) candidate ORDER BY level, counter, running, enqueued_at, run_id LIMIT 1) n ON true
  LEFT JOIN run r ON r.id = n.run_id`;

/** The room and the next run; null while no engine is known. */
export async function selectDecision(sql: SqlRunner): Promise<Decision | null> {
  const { rows } = await sql.query(NEXT, [ENGINE_ID, AGEING_MS]);
  return decisionSchema.nullable().parse(rows[0] ?? null);
}

/** The plan of the decision with its real times, for the benchmark. */
export async function explainDecision(sql: SqlRunner): Promise<string[]> {
  const { rows } = await sql.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) ${NEXT}`, [ENGINE_ID, AGEING_MS]);
  return rows.map((row) => row['QUERY PLAN']);
}

const admittedSchema = runLeaseSchema.extend({ predictedWaitMs: z.number().nullable() });
export type Admitted = RunLease & { readonly predictedWaitMs: number | null };

/**
 * Gives a queued run its lease, its reservation and its charge. Null when it stopped being queued while its person's
 * line was locked by somebody else: look again.
 */
export async function takeRun(sql: SqlRunner, runId: string, personId: string, instanceId: string): Promise<Admitted | null> {
  const { rows } = await sql.query(
    `WITH line AS (SELECT person_id FROM fair_share WHERE person_id = $2 FOR UPDATE),
     taken AS (
       UPDATE run r SET
         status = 'running', phase = 'prefill', engine_id = $4, reserved_tokens = r.prompt_tokens + r.expected_output,
         charged_tokens = (r.prompt_tokens * $7::float8 + r.expected_output * $8::float8) / greatest(p.weight, 0.01),
         instance_id = coalesce((SELECT i.id FROM instance i WHERE i.id = r.home_instance_id AND i.heartbeat_at > clock_timestamp() - $6 * interval '1 ms'), $3),
         lease_epoch = r.lease_epoch + 1, lease_expires_at = clock_timestamp() + $5 * interval '1 ms', admitted_at = clock_timestamp(), output_tokens = 0
       FROM line JOIN person p ON p.id = line.person_id
       WHERE r.id = $1 AND r.person_id = line.person_id AND r.status = 'queued'
       RETURNING ${LEASE_COLUMNS}, r.predicted_wait_ms AS "predictedWaitMs", r.charged_tokens),
     charged AS (UPDATE fair_share f SET counter = f.counter + t.charged_tokens FROM taken t WHERE f.person_id = t."personId")
     SELECT * FROM taken`,
    [runId, personId, instanceId, ENGINE_ID, LEASE_TTL_MS, HOME_ALIVE_MS, PROMPT_TOKEN_CHARGE, OUTPUT_TOKEN_CHARGE],
  );
  return admittedSchema.nullable().parse(rows[0] ?? null);
}
