// SQL for row locks: FOR UPDATE, and SKIP LOCKED so that one of many processes makes a slot's run; and for a deletion
// whose limit is another table's column.
import 'server-only';
import { z } from 'zod';
import type { SqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';

/** Locks a report until the commit. @returns its newest version @throws AppError `not-found` */
export async function lockReport(sql: SqlRunner, reportId: string): Promise<number> {
  const { rows } = await sql.query<{ version: number }>(
    `SELECT version FROM report WHERE id = $1 AND archived_at IS NULL FOR UPDATE`,
    [reportId],
  );
  if (rows[0] === undefined) throw notFound('report');
  return rows[0].version;
}

const dueSchema = z.object({
  id: z.uuid(),
  version: z.number(),
  cron: z.string(),
  timeZone: z.string(),
  workdaysOnly: z.boolean(),
  dayOffset: z.number(),
  nextAt: z.date(),
});
export type DueReport = z.infer<typeof dueSchema>;

/** Locks one report whose slot has come; undefined when there is none that no other process works on. */
export async function lockDueReport(sql: SqlRunner, now: Date): Promise<DueReport | undefined> {
  const { rows } = await sql.query(
    `SELECT id, version, cron, time_zone AS "timeZone", workdays_only AS "workdaysOnly", day_offset AS "dayOffset",
            next_at AS "nextAt"
     FROM report WHERE next_at <= $1 AND cron IS NOT NULL AND archived_at IS NULL
     ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [now],
  );
  return dueSchema.optional().parse(rows[0]);
}

/** Sets when a report is due again. */
export async function setNextSlot(sql: SqlRunner, reportId: string, nextAt: Date | null): Promise<void> {
  await sql.query(`UPDATE report SET next_at = $2 WHERE id = $1`, [reportId, nextAt]);
}

/** Removes runs that are older than their report keeps them, with rows and deliveries. @returns how many */
export async function deleteOldRuns(sql: SqlRunner, now: Date): Promise<number> {
  const { rowCount } = await sql.query(
    `DELETE FROM report_run r USING report p
     WHERE p.id = r.report_id AND r.created_at < $1::timestamptz - make_interval(days => p.keep_days)
       AND r.state NOT IN ('waiting', 'computing', 'writing')`,
    [now],
  );
  return rowCount ?? 0;
}
