import 'server-only';
import { AUDIT_PAGE_SIZE, type AuditFilter } from '@/lib/audit/contracts';
import { explainPage } from '@/lib/audit/internal/audit-read-sql';
import { sqlRunner } from '@/lib/db/transaction';

/** How PostgreSQL finds the first page of a filter, for benchmarks: the lines of EXPLAIN (ANALYZE, BUFFERS). */
export function explainEvents(filter: AuditFilter): Promise<readonly string[]> {
  return explainPage(sqlRunner(), filter, AUDIT_PAGE_SIZE + 1);
}
