import 'server-only';
import { AUDIT_PAGE_SIZE, type AuditPage, type ListEventsInput } from '@/lib/audit/contracts';
import { selectPage } from '@/lib/audit/internal/audit-read-sql';
import { requireAuditor, type Auditor } from '@/lib/audit/internal/require-auditor';
import { toEvent } from '@/lib/audit/internal/to-event';
import { sqlRunner } from '@/lib/db/transaction';

/** One page of the log, newest first. Pages are found by place, so the hundredth costs what the first does. @throws AppError `admin-only` */
export async function listEvents(auditor: Auditor, { before, ...filter }: ListEventsInput): Promise<AuditPage> {
  requireAuditor(auditor);
  const rows = await selectPage(sqlRunner(), filter, before ?? null, AUDIT_PAGE_SIZE + 1);
  const events = rows.slice(0, AUDIT_PAGE_SIZE).map(toEvent);
  return { events, next: rows.length > AUDIT_PAGE_SIZE ? (events.at(-1)?.seq ?? null) : null };
}
