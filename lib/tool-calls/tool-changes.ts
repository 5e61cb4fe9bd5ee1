import 'server-only';
import type { AuditActor, AuditEntry } from '@/lib/audit/contracts';
import type { SqlRunner } from '@/lib/db/transaction';
export { carryOpenCalls } from '@/lib/tool-calls/internal/calls-repository';
import { refuseLocked } from '@/lib/tool-calls/internal/close-calls';
import { lockWaitingCalls } from '@/lib/tool-calls/internal/sql/calls-sql';
import type { ToolError } from '@/lib/tools/contracts';

const CHANGED: ToolError = { code: 'tool-changed' };

/**
 * Refuses the calls of tools that wait for a decision about what these tools are no longer; the requester is notified.
 * Their runs go on by themselves.
 * @returns the events to record
 */
export async function refuseOutdated(
  sql: SqlRunner,
  toolIds: readonly string[],
  now: Date,
  actor: AuditActor,
): Promise<AuditEntry[]> {
  return refuseLocked(sql, await lockWaitingCalls(sql, toolIds), { error: CHANGED, approval: 'cancelled' }, now, actor);
}
