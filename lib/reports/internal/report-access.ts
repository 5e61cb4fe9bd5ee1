import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { findApplicant } from '@/lib/auth/find-applicant';
import { sqlRunner } from '@/lib/db/transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import { findReport, findReportsOf, type ReportRow } from '@/lib/reports/internal/reports-repository';
import { findRun, type RunRow } from '@/lib/reports/internal/runs-repository';
import { listUsableSources } from '@/lib/sources/list-usable-sources';

/** What a person may do with a report. Who may not use its source sees none of its figures, whoever sent them. */
export interface ReportRights {
  /** Change it, ask for runs, read all of them. Its owner and administrators. */
  readonly mayEdit: boolean;
  /** Release or refuse a run, and read those that wait for it. Reviewers too. */
  readonly mayDecide: boolean;
}

export interface SeenReport {
  readonly report: ReportRow;
  readonly rights: ReportRights;
}

/** The rights of a person who sees the report. */
function rightsInside({ personId, role }: Principal, { ownerId, reviewerIds }: ReportRow): ReportRights {
  const mayEdit = ownerId === personId || role === 'admin';
  return { mayEdit, mayDecide: mayEdit || reviewerIds.includes(personId) };
}

/** The rights of a person, or null when the report does not exist for them. */
function rightsOf(
  principal: Principal,
  report: ReportRow,
  { groupIds, sourceIds }: { readonly groupIds: readonly string[]; readonly sourceIds: ReadonlySet<string> },
): ReportRights | null {
  if (!sourceIds.has(report.sourceId)) return null;
  const rights = rightsInside(principal, report);
  const receives = report.receivers.some(
    ({ channel, target }) =>
      (channel === 'person' && target === principal.personId) || (channel === 'group' && groupIds.includes(target)),
  );
  return rights.mayDecide || receives ? rights : null;
}

async function standingOf(principal: Principal) {
  const [applicant, sources] = await Promise.all([
    findApplicant(sqlRunner(), principal.personId),
    listUsableSources(principal),
  ]);
  return { groupIds: applicant?.groupIds ?? [], sourceIds: new Set(sources.map(({ id }) => id)) };
}

/** The reports that a person may see, newest first: those of usable sources that they own, review or receive. */
export async function listVisibleReports(principal: Principal): Promise<SeenReport[]> {
  const { groupIds, sourceIds } = await standingOf(principal);
  const { personId, role } = principal;
  const reports = await findReportsOf({ personId, groupIds, sourceIds: [...sourceIds], isAdmin: role === 'admin' });
  return reports.map((report) => ({ report, rights: rightsInside(principal, report) }));
}

/** The report with the person's rights. @throws AppError `not-found` also for what the person may not see */
export async function requireReport(principal: Principal, reportId: string): Promise<SeenReport> {
  const [report, standing] = await Promise.all([findReport(reportId), standingOf(principal)]);
  const rights = report === null ? null : rightsOf(principal, report, standing);
  if (report === null || rights === null) throw notFound('report');
  return { report, rights };
}

/** The report, for who may change it. @throws AppError `not-found`, `report-not-yours` */
export async function requireEditableReport(principal: Principal, reportId: string): Promise<ReportRow> {
  const { report, rights } = await requireReport(principal, reportId);
  if (rights.mayEdit) return report;
  const detail = 'Only its owner and administrators change a report or ask for its runs';
  throw new AppError({ kind: 'forbidden', code: 'report-not-yours', detail });
}

/**
 * A run with the person's rights. Who only receives the report sees released runs alone.
 * @throws AppError `not-found`
 */
export async function requireRun(principal: Principal, runId: string): Promise<SeenReport & { readonly run: RunRow }> {
  const run = await findRun(runId);
  if (run === null) throw notFound('report run');
  const seen = await requireReport(principal, run.reportId);
  if (!seen.rights.mayDecide && run.state !== 'released') throw notFound('report run');
  return { ...seen, run };
}
