import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { inTransaction } from '@/lib/db/in-transaction';
import { AppError } from '@/lib/errors/app-error';
import { cancelJobs } from '@/lib/jobs/cancel-jobs';
import type { DecideRunInput, ReportRunSummary } from '@/lib/reports/contracts';
import { queueRun, RUN_JOB } from '@/lib/reports/internal/queue-run';
import { releaseRun } from '@/lib/reports/internal/release-run';
import { requireEditableReport, requireRun } from '@/lib/reports/internal/report-access';
import { reportEvent } from '@/lib/reports/internal/report-event';
import { findRun, toRunSummary, updateRun } from '@/lib/reports/internal/runs-repository';

/** Queues a run of the newest version for a day. @throws AppError `not-found`, `report-not-yours`, `report-ended` */
export async function requestRun(
  principal: Principal,
  reportId: string,
  { day }: { readonly day: string },
  now = new Date(),
): Promise<ReportRunSummary> {
  const report = await requireEditableReport(principal, reportId);
  if (report.archivedAt !== null)
    throw new AppError({ kind: 'conflict', code: 'report-ended', detail: 'The report was ended' });
  const id = uuidv7({ msecs: now.getTime() });
  const { version } = report;
  const { personId } = principal;
  await inTransaction(async (transaction) => {
    const run = { id, reportId, version, day, slot: null, isLate: false, requestedBy: personId, now };
    await queueRun(transaction, run);
    await recordEvents(transaction.sql, [
      reportEvent('report.requested', principal, { kind: 'report_run', id }, { day, version }),
    ]);
  });
  return requireSummary(id);
}

/** Stops a run that is being made. @throws AppError `not-found`, `report-not-yours`, `report-run-ended` */
export async function cancelRun(principal: Principal, runId: string, now = new Date()): Promise<ReportRunSummary> {
  const { run } = await requireRun(principal, runId);
  await requireEditableReport(principal, run.reportId);
  await inTransaction(async ({ prisma, sql }) => {
    const change = { state: 'cancelled' as const, finishedAt: now };
    if (!(await updateRun(prisma, runId, ['waiting', 'computing', 'writing'], change))) throw runEnded();
    await cancelJobs(sql, RUN_JOB, [runId]);
    await recordEvents(sql, [reportEvent('report.cancelled', principal, { kind: 'report_run', id: runId }, {})]);
  });
  return requireSummary(runId);
}

/**
 * Releases or refuses a run that waits for a person.
 * @throws AppError `not-found`, `report-not-yours`, `report-run-ended` when somebody decided before
 */
export async function decideRun(
  principal: Principal,
  runId: string,
  decision: DecideRunInput,
  now = new Date(),
): Promise<ReportRunSummary> {
  const { run, report, rights } = await requireRun(principal, runId);
  if (!rights.mayDecide)
    throw new AppError({ kind: 'forbidden', code: 'report-not-yours', detail: 'Only its owner and reviewers decide' });
  await inTransaction(async ({ prisma, sql }) => {
    if (decision.decision === 'release') {
      if (!(await releaseRun({ prisma, sql }, { run, report, principal }, now))) throw runEnded();
      return;
    }
    const { reason } = decision;
    const error = { code: 'report-refused', values: { reason } };
    const change = { state: 'refused' as const, error, decidedBy: principal.personId };
    if (!(await updateRun(prisma, runId, ['review'], change))) throw runEnded();
    await recordEvents(sql, [reportEvent('report.refused', principal, { kind: 'report_run', id: runId }, { reason })]);
  });
  return requireSummary(runId);
}

function runEnded(): AppError {
  return new AppError({ kind: 'conflict', code: 'report-run-ended', detail: 'The run has ended or was decided' });
}

async function requireSummary(runId: string): Promise<ReportRunSummary> {
  const run = await findRun(runId);
  if (run === null) throw new Error('the run that was just stored is gone');
  return toRunSummary(run);
}
