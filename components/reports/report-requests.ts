import { apiFetch } from '@/components/lib/api-client';
import {
  createdReportSchema,
  figureOriginSchema,
  reportRunSchema,
  reportSchema,
  reportsSchema,
  runSummarySchema,
  type ChangeReportInput,
  type CreateReportInput,
  type DecideRunInput,
  type FigureOrigin,
  type ReportDto,
  type ReportRunDto,
  type ReportRunSummary,
  type ReportSummary,
} from '@/lib/reports/contracts';
import { usableSourcesSchema, type UsableSource } from '@/lib/sources/contracts';

/** Keys of the query cache. */
export const REPORTS = 'reports';
export const REPORT_RUNS = 'report-runs';
const PATH = '/api/reports';
const RUNS_PATH = '/api/report-runs';

export async function requestReports(signal: AbortSignal): Promise<readonly ReportSummary[]> {
  return (await apiFetch(PATH, { signal, schema: reportsSchema })).reports;
}

export async function requestSources(signal: AbortSignal): Promise<readonly UsableSource[]> {
  return (await apiFetch('/api/sources', { signal, schema: usableSourcesSchema })).sources;
}

export async function requestCreateReport(body: CreateReportInput): Promise<string> {
  return (await apiFetch(PATH, { method: 'POST', body, schema: createdReportSchema })).id;
}

export function requestReport(reportId: string, signal: AbortSignal): Promise<ReportDto> {
  return apiFetch(`${PATH}/${reportId}`, { signal, schema: reportSchema });
}

export function requestChangeReport(reportId: string, body: ChangeReportInput): Promise<ReportDto> {
  return apiFetch(`${PATH}/${reportId}`, { method: 'PUT', body, schema: reportSchema });
}

export function requestEndReport(reportId: string): Promise<unknown> {
  return apiFetch(`${PATH}/${reportId}`, { method: 'DELETE' });
}

export function requestMakeRun(reportId: string, day: string): Promise<ReportRunSummary> {
  return apiFetch(`${PATH}/${reportId}/runs`, { method: 'POST', body: { day }, schema: runSummarySchema });
}

export function requestRun(runId: string, signal: AbortSignal): Promise<ReportRunDto> {
  return apiFetch(`${RUNS_PATH}/${runId}`, { signal, schema: reportRunSchema });
}

export function requestCancelRun(runId: string): Promise<ReportRunSummary> {
  return apiFetch(`${RUNS_PATH}/${runId}/cancel`, { method: 'POST', schema: runSummarySchema });
}

export function requestDecision(runId: string, body: DecideRunInput): Promise<ReportRunSummary> {
  return apiFetch(`${RUNS_PATH}/${runId}/decision`, { method: 'POST', body, schema: runSummarySchema });
}

export function requestFigure(runId: string, figure: string, signal: AbortSignal): Promise<FigureOrigin> {
  const query = new URLSearchParams({ figure });
  return apiFetch(`${RUNS_PATH}/${runId}/figure?${query.toString()}`, { signal, schema: figureOriginSchema });
}
