// lib/reports makes reports on schedule: figures by SQL, words by the model, a check, a release, deliveries.
import 'server-only';
import { isAppError } from '@/lib/errors/app-error';
import { startJobs } from '@/lib/jobs/start-jobs';
import { deliverRun, failDelivery } from '@/lib/reports/internal/deliver-run';
import { recordFailedRun } from '@/lib/reports/internal/record-failed-run';
import { makeRun } from '@/lib/reports/internal/make-run';
import { DELIVERY_JOB } from '@/lib/reports/internal/release-run';
import { RUN_JOB } from '@/lib/reports/internal/queue-run';
import { startSchedules } from '@/lib/reports/internal/start-schedules';

/** A person has to do something about these; repeating does not help. All others may be gone at the next attempt. */
const FINAL = new Set([
  'report-no-data',
  'report-deadline',
  'report-owner-gone',
  'report-definition-wrong',
  'not-found',
]);
const RUNS_AT_ONCE = 2;
const DELIVERIES_AT_ONCE = 4;

declare global {
  var yikaReports: { stop(): Promise<void> } | undefined;
}

/** Starts schedules and jobs of reports in this process, once. */
export function startReports(): void {
  globalThis.yikaReports ??= begin();
}

/** Gives the jobs back that are not done; another process, or the next start, goes on. */
export async function stopReports(): Promise<void> {
  const reports = globalThis.yikaReports;
  globalThis.yikaReports = undefined;
  await reports?.stop();
}

function begin(): { stop(): Promise<void> } {
  const schedules = startSchedules();
  const jobs = startJobs([
    {
      kind: RUN_JOB,
      concurrency: RUNS_AT_ONCE,
      execute: makeRun,
      isTransient: (error) => !isAppError(error) || !FINAL.has(error.code),
      onFailed: ({ sql }, { key, error }) => recordFailedRun(sql, key, error),
    },
    {
      kind: DELIVERY_JOB,
      concurrency: DELIVERIES_AT_ONCE,
      execute: deliverRun,
      isTransient: () => true,
      onFailed: (transaction, { key, error }) => failDelivery(transaction, key, error.detail),
    },
  ]);
  return {
    async stop() {
      await Promise.all([schedules.stop(), jobs.stop()]);
    },
  };
}
