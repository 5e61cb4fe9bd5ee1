import 'server-only';
import { canonicalJson } from '@/lib/audit/canonical-json';
import { AUDIT_PAGE_SIZE, type AuditFilter, type AuditPage, type ListEventsInput } from '@/lib/audit/contracts';
import { selectPage } from '@/lib/audit/internal/audit-read-sql';
import { requireAuditor, type Auditor } from '@/lib/audit/internal/require-auditor';
import { toEvent } from '@/lib/audit/internal/to-event';
import { recordEvents } from '@/lib/audit/record-events';
import { takeBudget, type Budget } from '@/lib/db/take-budget';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';

const QUARTERS_PER_DAY = 96;
/** First pages that an auditor looks at without an event: who reads more of them reads the log in slices. */
const FREE_PAGES: Budget = { perDay: 10 * QUARTERS_PER_DAY, burst: 10 };
const ONCE_A_QUARTER: Budget = { perDay: QUARTERS_PER_DAY, burst: 1 };

/**
 * One page of the log, newest first. Pages are found by place, so the hundredth costs what the first does. Who pages
 * through it takes it out as an export does, so that is an event, once in a quarter of an hour for each filter.
 * @throws AppError `admin-only`
 */
export async function listEvents(
  auditor: Auditor,
  { before, ...filter }: ListEventsInput,
  client: { readonly address: string },
): Promise<AuditPage> {
  requireAuditor(auditor);
  const rows = await selectPage(sqlRunner(), filter, before ?? null, AUDIT_PAGE_SIZE + 1);
  const isPaging =
    before !== undefined || (await takeBudget(sqlRunner(), `audit-pages:${auditor.personId}`, FREE_PAGES)) > 0;
  if (isPaging) await recordReading(auditor, filter, before ?? null, client);
  const events = rows.slice(0, AUDIT_PAGE_SIZE).map(toEvent);
  return { events, next: rows.length > AUDIT_PAGE_SIZE ? (events.at(-1)?.seq ?? null) : null };
}

async function recordReading(
  auditor: Auditor,
  filter: AuditFilter,
  before: number | null,
  { address }: { readonly address: string },
): Promise<void> {
  await withTransaction(async (sql) => {
    if ((await takeBudget(sql, `audit-read:${auditor.personId}:${canonicalJson(filter)}`, ONCE_A_QUARTER)) > 0) return;
    await recordEvents(sql, [
      {
        action: 'audit.read',
        outcome: 'ok',
        actorId: auditor.personId,
        actorName: auditor.name,
        address,
        sessionId: auditor.sessionId,
        targetKind: 'audit',
        details: { filter, before },
      },
    ]);
  });
}
