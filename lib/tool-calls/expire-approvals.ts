import 'server-only';
import { SYSTEM_ACTOR } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import type { SqlRunner } from '@/lib/db/transaction';
import { refuseLocked } from '@/lib/tool-calls/internal/close-calls';
import { lockExpiredCalls } from '@/lib/tool-calls/internal/sql/calls-sql';

/**
 * Refuses the calls nobody decided about in time, by the clock of the database; `now` is only written down. Call it
 * last in the transaction: it records audit events. For a timer, in any number of processes.
 * @returns the runs they belong to, which may go on now
 */
export async function expireApprovals(sql: SqlRunner, now: Date): Promise<string[]> {
  const calls = await lockExpiredCalls(sql);
  await recordEvents(
    sql,
    await refuseLocked(sql, calls, { error: { code: 'approval-expired' }, approval: 'expired' }, now, SYSTEM_ACTOR),
  );
  return [...new Set(calls.flatMap((call) => call.runId ?? []))];
}
