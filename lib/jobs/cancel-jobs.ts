import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import { cancelJobRows } from '@/lib/jobs/internal/jobs-sql';

/** Cancels the unfinished jobs of these keys. What one of them writes after the commit is refused (`inLease`). */
export function cancelJobs(sql: SqlRunner, kind: string, keys: readonly string[]): Promise<void> {
  return cancelJobRows(sql, kind, keys);
}
