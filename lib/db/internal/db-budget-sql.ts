import type { SqlRunner } from '@/lib/db/transaction';

/** @returns whether the budget had one left */
export async function insertCharge(sql: SqlRunner, key: string, secondsEach: number, burst: number): Promise<boolean> {
  const charged = await sql.query(
    `INSERT INTO budget AS b (key, full_at) VALUES ($1, clock_timestamp() + make_interval(secs => $2))
     ON CONFLICT (key) DO UPDATE SET full_at = greatest(b.full_at, clock_timestamp()) + make_interval(secs => $2)
     WHERE greatest(b.full_at, clock_timestamp()) + make_interval(secs => $2) <= clock_timestamp() + make_interval(secs => $2 * $3)`,
    [key, secondsEach, burst],
  );
  return charged.rowCount === 1;
}

/** Seconds until a budget that had none left has one. */
export async function selectWaitSeconds(
  sql: SqlRunner,
  key: string,
  secondsEach: number,
  burst: number,
): Promise<number> {
  const found = await sql.query<{ seconds: number }>(
    'SELECT extract(epoch FROM full_at - clock_timestamp())::float8 - $2::float8 * ($3::float8 - 1) AS seconds FROM budget WHERE key = $1',
    [key, secondsEach, burst],
  );
  return found.rows[0]?.seconds ?? 0;
}

/** Removes budgets that are full again. */
export async function sweepBudgets(sql: SqlRunner): Promise<void> {
  await sql.query('DELETE FROM budget WHERE full_at < now()');
}
