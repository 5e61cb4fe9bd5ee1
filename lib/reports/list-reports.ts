import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { settingsSchema, type ReportDto, type ReportSummary, type ReportVersionDto } from '@/lib/reports/contracts';
import { requireEditableReport, requireReport, listVisibleReports } from '@/lib/reports/internal/report-access';
import { findVersions, getDefinition, settingsOf, type ReportRow } from '@/lib/reports/internal/reports-repository';
import { findRuns, toRunSummary } from '@/lib/reports/internal/runs-repository';

const RUNS_SHOWN = 60;

/** The reports that a person owns, reviews or receives, each with its newest run that the person may see. */
export async function listReports(principal: Principal): Promise<ReportSummary[]> {
  const reports = await listVisibleReports(principal);
  return Promise.all(reports.map((report) => toSummary(principal, report)));
}

/** A report with its runs. @throws AppError `not-found` */
export async function getReport(principal: Principal, reportId: string): Promise<ReportDto> {
  const { report, rights } = await requireReport(principal, reportId);
  const [summary, runs, definition] = await Promise.all([
    toSummary(principal, report),
    findRuns(reportId, rights.mayDecide ? { most: RUNS_SHOWN } : { most: RUNS_SHOWN, states: ['released'] }),
    rights.mayEdit ? getDefinition(reportId, report.version) : null,
  ]);
  const settings = settingsOf(report);
  const receivers = settings.receivers.map(({ channel, target }) => ({ channel, target }));
  return {
    ...summary,
    definition,
    settings: rights.mayEdit ? settingsSchema.parse({ ...settings, receivers }) : null,
    runs: runs.map(toRunSummary),
  };
}

/** All versions of a report, newest first. @throws AppError `not-found`, `report-not-yours` */
export async function listVersions(principal: Principal, reportId: string): Promise<ReportVersionDto[]> {
  await requireEditableReport(principal, reportId);
  const versions = await findVersions(reportId);
  return versions.map(({ createdAt, ...version }) => ({ ...version, createdAt: createdAt.toISOString() }));
}

async function toSummary(principal: Principal, report: ReportRow): Promise<ReportSummary> {
  const mayEdit = report.ownerId === principal.personId || principal.role === 'admin';
  const mayDecide = mayEdit || report.reviewerIds.includes(principal.personId);
  const [last] = await findRuns(report.id, mayDecide ? { most: 1 } : { most: 1, states: ['released'] });
  const isOwned = report.owner !== null && report.owner.disabledAt === null;
  return {
    id: report.id,
    title: report.title,
    ownerName: isOwned ? (report.owner?.name ?? null) : null,
    version: report.version,
    nextAt: report.nextAt?.toISOString() ?? null,
    isArchived: report.archivedAt !== null,
    mayEdit,
    lastRun: last === undefined ? null : toRunSummary(last),
  };
}
