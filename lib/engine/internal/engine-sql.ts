// SQL: counts of the runs table over partial indexes, and the pools as one statement over all engines.
import type { SqlRunner } from '@/lib/db/transaction';

export interface RunCounts {
  readonly running: number;
  readonly waiting: number;
}

/**
 * Runs of each pool on its engines and waiting for them, over all processes. Each count is one scan of a partial index.
 */
export async function countRuns(sql: SqlRunner): Promise<ReadonlyMap<string, RunCounts>> {
  const { rows } = await sql.query<RunCounts & { pool: string }>(
    `SELECT pool, count(*) FILTER (WHERE status = 'running')::int AS running, count(*) FILTER (WHERE status = 'queued')::int AS waiting FROM (
       SELECT pool, status FROM run WHERE status = 'running' UNION ALL SELECT pool, status FROM run WHERE status = 'queued') r GROUP BY pool`,
  );
  return new Map(rows.map(({ pool, running, waiting }) => [pool, { running, waiting }]));
}

/** Runs on an engine, over all processes. */
export async function countRunning(sql: SqlRunner, engineId: string): Promise<number> {
  const { rows } = await sql.query<{ running: number }>(
    `SELECT count(*)::int AS running FROM run WHERE status = 'running' AND engine_id = $1`,
    [engineId],
  );
  return rows[0]?.running ?? 0;
}

/**
 * Puts internal engines of the same model and the same groups into one pool, named after the oldest of them (or the
 * default engine). Runs that wait for a pool without an engine, and conversations that chose it, go with the engine
 * it was named after. Takes the admission lock, since several people's lines may be touched. Returns whether a pool
 * changed.
 */
export async function assignPools(sql: SqlRunner): Promise<boolean> {
  await sql.query(`SELECT pg_advisory_xact_lock(hashtext('yika.admission'))`);
  const { rows } = await sql.query(
    `UPDATE engine e SET pool = n.head FROM (
       SELECT id, CASE WHEN location = 'external' OR model = '' THEN id
                       ELSE first_value(id) OVER (PARTITION BY location, model, group_ids ORDER BY id <> 'default', created_at, id) END AS head
       FROM engine) n WHERE n.id = e.id AND e.pool <> n.head RETURNING e.id`,
  );
  if (rows.length === 0) return false;
  const orphaned = `EXISTS (SELECT 1 FROM engine e WHERE e.id = t.pool AND e.pool <> e.id) AND NOT EXISTS (SELECT 1 FROM engine o WHERE o.pool = t.pool)`;
  await sql.query(
    `UPDATE run t SET pool = (SELECT e.pool FROM engine e WHERE e.id = t.pool)
     WHERE t.status IN ('held', 'queued', 'waiting_approval') AND ${orphaned}`,
  );
  await sql.query(
    `UPDATE conversation t SET pool = (SELECT e.pool FROM engine e WHERE e.id = t.pool) WHERE ${orphaned}`,
  );
  return true;
}
