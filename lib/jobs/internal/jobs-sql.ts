// SQL for row locks, SKIP LOCKED, leases by the clock of the database, and NOTIFY.
import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';

/** NOTIFY with the kind: a job of it became due. */
export const JOBS_CHANNEL = 'jobs';

export interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly payload: unknown;
  /** This one included. */
  readonly attempts: number;
  readonly maxAttempts: number;
  readonly leaseId: string;
}

const COLUMNS = `j.id, j.kind, j.key, j.payload, j.attempts, j.max_attempts AS "maxAttempts", j.lease_id AS "leaseId"`;

/** @returns whether there was no unfinished job of this kind and key */
export async function insertJob(
  sql: SqlRunner,
  job: {
    readonly id: string;
    readonly kind: string;
    readonly key: string;
    readonly ownerId: string | null;
    readonly payload: unknown;
    readonly maxAttempts: number;
    readonly runAt: Date;
  },
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `WITH added AS (
       INSERT INTO job (id, kind, key, payload, max_attempts, run_at, owner_id, created_at)
       VALUES ($1, $2, $3, $4::jsonb, $5, $6, $8, now())
       ON CONFLICT (kind, key) WHERE state IN ('waiting', 'running') DO NOTHING RETURNING kind)
     SELECT pg_notify($7, kind) FROM added`,
    [job.id, job.kind, job.key, JSON.stringify(job.payload), job.maxAttempts, job.runAt, JOBS_CHANNEL, job.ownerId],
  );
  return rowCount === 1;
}

/** Ends unfinished jobs; the process that executes one notices that its lease is gone. */
export async function cancelJobRows(sql: SqlRunner, kind: string, keys: readonly string[]): Promise<void> {
  await sql.query(
    `UPDATE job SET state = 'cancelled', lease_id = NULL, lease_until = NULL, finished_at = now()
     WHERE kind = $1 AND key = ANY($2::text[]) AND state IN ('waiting', 'running')`,
    [kind, keys],
  );
}

/**
 * Takes a job of a kind that is due, or whose lease ran out and that has attempts left: of the person with the fewest
 * running ones, then of whoever had no turn for the longest time, then the oldest. So fifty files of one person do not
 * delay the one file of another. SKIP LOCKED: processes do not wait for each other, and none gets a job twice.
 */
export async function claimJob(
  sql: SqlRunner,
  claim: { readonly kind: string; readonly leaseId: string; readonly leaseSeconds: number },
): Promise<JobRow | undefined> {
  const { rows } = await sql.query<JobRow>(
    `WITH busy AS (
       SELECT owner_id, count(*) FILTER (WHERE state = 'running' AND lease_until >= now()) AS running
       FROM job WHERE kind = $1 AND state IN ('waiting', 'running') GROUP BY owner_id),
     lines AS MATERIALIZED (
       SELECT owner_id, running, (SELECT max(started_at) FROM job s WHERE s.kind = $1 AND s.owner_id = busy.owner_id) AS served
       FROM busy),
     due AS (
       SELECT j.id FROM job j JOIN lines l ON l.owner_id IS NOT DISTINCT FROM j.owner_id
       WHERE kind = $1 AND state IN ('waiting', 'running') AND run_at <= now() AND attempts < max_attempts
         AND (state = 'waiting' OR lease_until < now())
       ORDER BY l.running, l.served NULLS FIRST, j.run_at, j.id LIMIT 1 FOR UPDATE OF j SKIP LOCKED)
     UPDATE job j SET state = 'running', attempts = attempts + 1, started_at = now(), lease_id = $2, lease_until = now() + make_interval(secs => $3)
     FROM due WHERE j.id = due.id RETURNING ${COLUMNS}`,
    [claim.kind, claim.leaseId, claim.leaseSeconds],
  );
  return rows[0];
}

/** @returns whether the lease is still held */
export async function renewLease(sql: SqlRunner, job: JobRow, leaseSeconds: number): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE job SET lease_until = now() + make_interval(secs => $3) WHERE id = $1 AND lease_id = $2 AND state = 'running'`,
    [job.id, job.leaseId, leaseSeconds],
  );
  return rowCount === 1;
}

/** Locks the row while its lease is held, so that nobody takes the job before the commit. @returns whether it is */
export async function lockLease(sql: SqlRunner, job: JobRow): Promise<boolean> {
  const { rowCount } = await sql.query(
    `SELECT FROM job WHERE id = $1 AND lease_id = $2 AND state = 'running' FOR NO KEY UPDATE`,
    [job.id, job.leaseId],
  );
  return rowCount === 1;
}

export interface JobError {
  readonly code: string;
  readonly detail: string;
}

/** Puts a job back: after a failure with a pause, or without counting the attempt when the process ends in order. */
export async function requeueJob(
  sql: SqlRunner,
  job: JobRow,
  { pauseSeconds, error, isCounted }: { readonly pauseSeconds: number; readonly error?: JobError; isCounted: boolean },
): Promise<void> {
  await sql.query(
    `UPDATE job SET state = 'waiting', lease_id = NULL, lease_until = NULL, run_at = now() + make_interval(secs => $3),
            error = coalesce($4::jsonb, error), attempts = attempts - CASE WHEN $5 THEN 0 ELSE 1 END
     WHERE id = $1 AND lease_id = $2 AND state = 'running'`,
    [job.id, job.leaseId, pauseSeconds, error === undefined ? null : JSON.stringify(error), isCounted],
  );
}

/** Locks a job of the kind whose last attempt died with its process. */
export async function lockExhausted(sql: SqlRunner, kind: string): Promise<JobRow | undefined> {
  const { rows } = await sql.query<JobRow>(
    `SELECT ${COLUMNS} FROM job j
     WHERE kind = $1 AND state = 'running' AND lease_until < now() AND attempts >= max_attempts
     ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [kind],
  );
  return rows[0];
}
