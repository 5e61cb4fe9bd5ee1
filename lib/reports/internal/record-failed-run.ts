// SQL: it is part of the transaction in which lib/jobs ends the job.
import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { SqlRunner } from '@/lib/db/transaction';
import { reportEvent } from '@/lib/reports/internal/report-event';

/** Ends a run whose job failed for good; its owner sees the sentence of `error.code`. */
export async function recordFailedRun(
  sql: SqlRunner,
  runId: string,
  error: { readonly code: string; readonly detail: string },
): Promise<void> {
  const known = {
    code: /^(report|source)-/.test(error.code) ? error.code : 'report-failed',
    values: { reason: error.detail },
  };
  await sql.query(
    `UPDATE report_run SET state = 'failed', error = $2, finished_at = now()
     WHERE id = $1 AND state IN ('waiting', 'computing', 'writing')`,
    [runId, JSON.stringify(known)],
  );
  await recordEvents(sql, [reportEvent('report.failed', null, { kind: 'report_run', id: runId }, known, 'failed')]);
}
