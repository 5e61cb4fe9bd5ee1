import { apiFetch, apiResponse } from '@/components/lib/api-client';
import {
  auditPageSchema,
  auditProgressSchema,
  auditStateSchema,
  type AuditFilter,
  type AuditPage,
  type AuditReport,
  type AuditState,
} from '@/lib/audit/contracts';

/** Key of every page of events in the query cache. */
export const AUDIT = 'audit';

export function requestEvents(filter: AuditFilter, before: number | null, signal: AbortSignal): Promise<AuditPage> {
  const query = filterQuery(filter);
  if (before !== null) query.set('before', String(before));
  return apiFetch(`/api/admin/audit?${query.toString()}`, { signal, schema: auditPageSchema });
}

export function requestState(signal: AbortSignal): Promise<AuditState> {
  return apiFetch('/api/admin/audit/state', { signal, schema: auditStateSchema });
}

/** The address from which the browser downloads the filtered events. */
export function exportAddress(filter: AuditFilter, format: 'csv' | 'jsonl'): string {
  const query = filterQuery(filter);
  query.set('format', format);
  return `/api/admin/audit/export?${query.toString()}`;
}

/** The query string of a filter. */
export function filterQuery(filter: AuditFilter): URLSearchParams {
  return new URLSearchParams(
    Object.entries(filter).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]])),
  );
}

/**
 * Verifies the log on the server and reports the progress.
 * @throws Error when the verification did not finish
 */
export async function requestVerification(
  onProgress: (checked: number, total: number) => void,
  signal: AbortSignal,
): Promise<AuditReport> {
  const response = await apiResponse('/api/admin/audit/verify', { method: 'POST', signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) throw new Error('the verification ended without a report');
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const progress = auditProgressSchema.parse(JSON.parse(line));
      if ('report' in progress) return progress.report;
      if ('error' in progress) throw new Error(progress.error);
      onProgress(progress.checked, progress.total);
    }
  }
}
