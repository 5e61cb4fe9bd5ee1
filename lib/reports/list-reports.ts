import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import {
  settingsSchema,
  type ReportDto,
  type ReportRunSummary,
  type ReportSummary,
  type ReportVersionDto,
} from '@/lib/reports/contracts';
import {
  listVisibleReports,
  requireEditableReport,
  requireReport,
  type SeenReport,
} from '@/lib/reports/internal/report-access';
import { findVersions, getDefinition, settingsOf } from '@/lib/reports/internal/reports-repository';
import { findRuns, toRunSummary } from '@/lib/reports/internal/runs-repository';

const RUNS_SHOWN = 60;

/** The reports that a person owns, reviews or receives, each with its newest run that the person may see. */
export async function listReports(principal: Principal): Promise<ReportSummary[]> {
  const seen = await listVisibleReports(principal);
  return Promise.all(seen.map(async (one) => toSummary(one, await findSeenRuns(one, 1))));
}

/** A report with its runs. @throws AppError `not-found` */
export async function getReport(principal: Principal, reportId: string): Promise<ReportDto> {
  const seen = await requireReport(principal, reportId);
  const { report, rights } = seen;
  const [runs, definition] = await Promise.all([
    findSeenRuns(seen, RUNS_SHOWN),
    rights.mayEdit ? getDefinition(reportId, report.version) : null,
  ]);
  const settings = settingsOf(report);
  const receivers = settings.receivers.map(({ channel, target }) => ({ channel, target }));
  return {
    ...toSummary(seen, runs),
    definition,
    settings: rights.mayEdit ? settingsSchema.parse({ ...settings, receivers }) : null,
    runs,
  };
}

/** All versions of a report, newest first. @throws AppError `not-found`, `report-not-yours` */
export async function listVersions(principal: Principal, reportId: string): Promise<ReportVersionDto[]> {
  await requireEditableReport(principal, reportId);
  const versions = await findVersions(reportId);
  return versions.map(({ createdAt, ...version }) => ({ ...version, createdAt: createdAt.toISOString() }));
}

/** The newest runs that who sees the report so may see, newest first. */
async function findSeenRuns({ report, rights }: SeenReport, most: number): Promise<ReportRunSummary[]> {
  const runs = await findRuns(report.id, rights.mayDecide ? { most } : { most, states: ['released'] });
  return runs.map(toRunSummary);
}

/** @param runs newest first, at least one where there are any */
function toSummary({ report, rights }: SeenReport, runs: readonly ReportRunSummary[]): ReportSummary {
  const isOwned = report.owner !== null && report.owner.disabledAt === null;
  return {
    id: report.id,
    title: report.title,
    ownerName: isOwned ? (report.owner?.name ?? null) : null,
    version: report.version,
    nextAt: report.nextAt?.toISOString() ?? null,
    isArchived: report.archivedAt !== null,
    mayEdit: rights.mayEdit,
    lastRun: runs[0] ?? null,
  };
}
