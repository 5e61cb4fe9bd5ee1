import 'server-only';
import type { AuditAction } from '@/lib/audit/contracts';
import { canonicalJson } from '@/lib/audit/canonical-json';
import { findsEvent } from '@/lib/audit/internal/audit-read-sql';
import type { SqlRunner } from '@/lib/db/transaction';

export interface EventSought {
  readonly action: AuditAction;
  readonly targetId: string;
  readonly actorId: string;
  /** One member of the details, with its value. */
  readonly detail: Readonly<Record<string, string>>;
}

/** Whether the log has such an event, archives left out. */
export function hasEvent(sql: SqlRunner, { detail, ...event }: EventSought): Promise<boolean> {
  return findsEvent(sql, { ...event, member: canonicalJson(detail).slice(1, -1) });
}
