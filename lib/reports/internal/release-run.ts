import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import type { Transaction } from '@/lib/db/in-transaction';
import { enqueueJob } from '@/lib/jobs/enqueue-job';
import { insertDeliveries } from '@/lib/reports/internal/deliveries-repository';
import { reportEvent } from '@/lib/reports/internal/report-event';
import { setReleasedVersion, type ReportRow } from '@/lib/reports/internal/reports-repository';
import { updateRun, type RunRow } from '@/lib/reports/internal/runs-repository';

/** The kind of the jobs that send a released run to one receiver; their key is the id of a delivery. */
export const DELIVERY_JOB = 'deliver-report';
const MAX_ATTEMPTS = 8;

/**
 * Releases a run that waits for it, and queues a delivery for each receiver, in the caller's transaction.
 * @param principal who released it; null: the report's settings did
 * @returns false when somebody decided before
 */
export async function releaseRun(
  { prisma, sql }: Transaction,
  {
    run,
    report,
    principal,
  }: { readonly run: RunRow; readonly report: ReportRow; readonly principal: Principal | null },
  now = new Date(),
): Promise<boolean> {
  const decidedBy = principal === null ? {} : { decidedBy: principal.personId };
  if (!(await updateRun(prisma, run.id, ['review'], { state: 'released', releasedAt: now, ...decidedBy })))
    return false;
  if (principal !== null) await setReleasedVersion(prisma, report.id, run.version);
  const deliveries = await insertDeliveries(prisma, { runId: run.id, receivers: report.receivers, now });
  for (const key of deliveries) await enqueueJob(sql, { kind: DELIVERY_JOB, key, maxAttempts: MAX_ATTEMPTS }, now);
  await recordEvents(sql, [
    reportEvent(
      'report.released',
      principal,
      { kind: 'report_run', id: run.id },
      {
        title: report.title,
        day: run.day.toISOString().slice(0, 10),
        version: run.version,
        receivers: deliveries.length,
      },
    ),
  ]);
  return true;
}
