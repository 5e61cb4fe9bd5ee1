// SQL: several counts of the runs table in one pass.
import type { SqlRunner } from '@/lib/db/transaction';

export interface RunCounts {
  readonly running: number;
  readonly waiting: number;
}

/** Runs on the card and runs waiting for it, over all processes. Each count is one scan of a partial index. */
export async function countRuns(sql: SqlRunner): Promise<RunCounts> {
  const { rows } = await sql.query<{ running: number; waiting: number }>(
    `SELECT (SELECT count(*) FROM run WHERE status = 'running')::int AS running,
            (SELECT count(*) FROM run WHERE status = 'queued')::int AS waiting`,
  );
  return rows[0] ?? { running: 0, waiting: 0 };
}
