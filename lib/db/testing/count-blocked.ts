import { sqlRunner, type SqlRunner } from '@/lib/db/transaction';

/** How many connections to the test's own database wait for a lock of another. */
export async function countBlocked(sql: SqlRunner = sqlRunner()): Promise<number> {
  const { rowCount } = await sql.query(
    'SELECT FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0',
  );
  return rowCount ?? 0;
}
