// SQL: admission is decided and recorded under one advisory lock, in as few round trips as can be.
import 'server-only';
import { z } from 'zod';
import { runLeaseSchema, type RunLease } from '@/lib/admission/contracts';
import {
  DATABASE_START_GRACE_MS,
  DEAD_AFTER_MS,
  LEASE_TTL_MS,
  MAX_ATTEMPTS,
  OUTPUT_TOKEN_CHARGE,
  PROMPT_TOKEN_CHARGE,
} from '@/lib/admission/internal/admission-constants';
import { LEASE_COLUMNS } from '@/lib/admission/internal/admission-sql';
import type { SqlRunner } from '@/lib/db/transaction';

/** Statements over several runs lock them in the order of their ids, so that two of them cannot wait for each other. */

const INSTANCE_LOCK_CLASS = "hashtext('yika.instance')";

/** Takes the lock that proves this process alive, for as long as the connection lives. */
export async function takeInstanceLock(sql: SqlRunner, instanceId: string): Promise<void> {
  await sql.query(`SELECT pg_advisory_lock(${INSTANCE_LOCK_CLASS}, hashtext($1))`, [instanceId]);
}

/** Writes this process's heartbeat and renews all its leases, in one statement. Returns the leases. */
export async function renewLeases(
  sql: SqlRunner,
  instanceId: string,
  forgotten: readonly { readonly runId: string; readonly epoch: number }[],
): Promise<RunLease[]> {
  const { rows } = await sql.query(
    `WITH beat AS (
       INSERT INTO instance (id, heartbeat_at) VALUES ($1, clock_timestamp()) ON CONFLICT (id) DO UPDATE SET heartbeat_at = clock_timestamp()),
     mine AS (SELECT id FROM run WHERE status = 'running' AND instance_id = $1 
                AND (id, lease_epoch) NOT IN (SELECT * FROM unnest($3::uuid[], $4::int[])) ORDER BY id FOR UPDATE),
     renewed AS (
       UPDATE run r SET lease_expires_at = clock_timestamp() + $2 * interval '1 ms' FROM mine
       WHERE r.id = mine.id AND r.status = 'running' AND r.instance_id = $1 RETURNING r.*)
     SELECT ${LEASE_COLUMNS} FROM renewed r`,
    [instanceId, LEASE_TTL_MS, forgotten.map((lease) => lease.runId), forgotten.map((lease) => lease.epoch)],
  );
  return runLeaseSchema.array().parse(rows);
}

const LOST = `
  r.status = 'running' AND clock_timestamp() - pg_postmaster_start_time() > $1 * interval '1 ms'
  AND (r.lease_expires_at < clock_timestamp()
    OR (r.instance_id <> $2
      AND NOT EXISTS (SELECT 1 FROM instance i WHERE i.id = r.instance_id AND i.heartbeat_at > clock_timestamp() - $3 * interval '1 ms')
      AND r.admitted_at < clock_timestamp() - $3 * interval '1 ms'
      AND NOT EXISTS (SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.objsubid = 2
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.classid = (${INSTANCE_LOCK_CLASS}::bigint & 4294967295)::oid AND l.objid = (hashtext(r.instance_id::text)::bigint & 4294967295)::oid)))`;

/**
 * Runs whose holder is gone: the lease expired, or the holder has neither lock nor a fresh heartbeat. No holder counts
 * as gone right after a start of PostgreSQL: while it was down nobody could renew.
 */
export async function hasLostRuns(sql: SqlRunner, instanceId: string): Promise<boolean> {
  const { rows } = await sql.query(`SELECT 1 FROM run r WHERE ${LOST} LIMIT 1`, [
    DATABASE_START_GRACE_MS,
    instanceId,
    DEAD_AFTER_MS,
  ]);
  return rows.length > 0;
}

const lostSchema = runLeaseSchema.and(z.object({ isUnstarted: z.boolean() }));
export type LostRun = z.infer<typeof lostSchema>;

/**
 * Takes lost runs over: with a lease of this process and a new epoch, so that exactly one process decides the outcome
 * of each. `isUnstarted`: no output stored anywhere, nobody wants it stopped, and it may be tried again. Never a model
 * call: its caller died with its process.
 */
export async function claimLostRuns(sql: SqlRunner, instanceId: string): Promise<LostRun[]> {
  const { rows } = await sql.query(
    `WITH lost AS (SELECT r.id FROM run r WHERE ${LOST} ORDER BY r.id FOR UPDATE),
     claimed AS (
       UPDATE run r SET instance_id = $2, lease_epoch = r.lease_epoch + 1, lease_expires_at = clock_timestamp() + $4 * interval '1 ms'
       FROM lost WHERE r.id = lost.id RETURNING r.*)
     SELECT ${LEASE_COLUMNS},
       r.conversation_id IS NOT NULL AND r.stop_requested_at IS NULL AND r.attempts < $5
       AND NOT EXISTS (SELECT 1 FROM run_output o WHERE o.run_id = r.id)
       AND (r.kind = 'continuation' OR NOT EXISTS (SELECT 1 FROM message m WHERE m.id = r.assistant_message_id AND m.parts <> '[]'::jsonb)) AS "isUnstarted"
     FROM claimed r`,
    [DATABASE_START_GRACE_MS, instanceId, DEAD_AFTER_MS, LEASE_TTL_MS, MAX_ATTEMPTS],
  );
  return lostSchema.array().parse(rows);
}

export interface RunGrowth {
  readonly runId: string;
  readonly epoch: number;
  /** Written so far; an estimate may have a fraction. */
  readonly outputTokens: number;
  readonly phase: 'prefill' | 'thinking' | 'writing' | 'tool';
  readonly firstTokenAt: Date | null;
}

const grownSchema = z.object({ runId: z.uuid(), personId: z.uuid(), exceeds: z.boolean(), running: z.number().int() });
export type GrownRun = z.infer<typeof grownSchema>;

/**
 * Stores how running runs grow, all in one statement; those whose lease is another's are left out of what it returns.
 */
export async function storeGrowth(sql: SqlRunner, rows: readonly RunGrowth[]): Promise<GrownRun[]> {
  const result = await sql.query(
    `WITH given AS (SELECT * FROM unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::timestamptz[]) AS g(id, epoch, output_tokens, phase, first_token_at)),
     mine AS (SELECT r.id FROM run r JOIN given g ON g.id = r.id AND g.epoch = r.lease_epoch WHERE r.status = 'running' ORDER BY r.id FOR UPDATE OF r),
     grown AS (
       UPDATE run r SET output_tokens = g.output_tokens, phase = g.phase::run_phase, first_token_at = coalesce(r.first_token_at, g.first_token_at),
              reserved_tokens = greatest(r.reserved_tokens, r.prompt_tokens + g.output_tokens)
       FROM mine JOIN given g ON g.id = mine.id
       WHERE r.id = mine.id AND r.lease_epoch = g.epoch AND r.status = 'running'
       RETURNING r.id, r.person_id, r.engine_id, r.output_tokens > r.expected_output AS exceeds)
     SELECT id AS "runId", person_id AS "personId", exceeds,
            (SELECT count(*)::int FROM run u WHERE u.status = 'running' AND u.engine_id = grown.engine_id AND u.phase <> 'prefill') AS running FROM grown`,
    [
      rows.map((row) => row.runId),
      rows.map((row) => row.epoch),
      rows.map((row) => Math.round(row.outputTokens)),
      rows.map((row) => row.phase),
      rows.map((row) => row.firstTokenAt),
    ],
  );
  return grownSchema.array().parse(result.rows);
}

/** Charges one person for what one run wrote beyond its expectation. One statement that locks the line first. */
export async function chargeGrowth(sql: SqlRunner, runId: string, epoch: number): Promise<void> {
  await sql.query(
    `WITH line AS (SELECT f.person_id FROM fair_share f JOIN run r ON r.person_id = f.person_id WHERE r.id = $1 FOR UPDATE OF f),
     old AS (
       SELECT r.id, r.charged_tokens, (r.prompt_tokens * $3::float8 + r.output_tokens * $4::float8) / charge_weight(r.engine_id, p.weight) AS due
       FROM run r JOIN line ON line.person_id = r.person_id JOIN person p ON p.id = r.person_id
       WHERE r.id = $1 AND r.lease_epoch = $2 AND r.status = 'running' FOR UPDATE OF r),
     charged AS (
       UPDATE run r SET charged_tokens = old.due FROM old WHERE r.id = old.id AND old.due > old.charged_tokens
       RETURNING r.person_id, old.due - old.charged_tokens AS growth)
     UPDATE fair_share f SET counter = f.counter + charged.growth FROM charged WHERE f.person_id = charged.person_id`,
    [runId, epoch, PROMPT_TOKEN_CHARGE, OUTPUT_TOKEN_CHARGE],
  );
}
