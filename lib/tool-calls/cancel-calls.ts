import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { withTransaction, type SqlRunner } from '@/lib/db/transaction';
import { cancelLocked } from '@/lib/tool-calls/internal/close-calls';
import { lockOpenCalls, lockOpenCallsOfDisabled, type CallsOf } from '@/lib/tool-calls/internal/sql/calls-sql';

/**
 * Ends every open call of a run that was stopped, or of a conversation that is deleted, and what waits for a decision
 * about them. A call that is being executed keeps its result as evidence, but stays cancelled. Call it last in the
 * transaction: it records audit events.
 */
export async function cancelCalls(sql: SqlRunner, of: CallsOf): Promise<void> {
  const events = await cancelLocked(sql, await lockOpenCalls(sql, of), new Date());
  await recordEvents(sql, events);
}

/**
 * Ends every open call of disabled people: manual calls, and calls of answers that have ended. Those of runs end
 * with their runs. For a background round; safe in several processes at once.
 */
export async function cancelCallsOfDisabled(): Promise<void> {
  await withTransaction(async (sql) => {
    await recordEvents(sql, await cancelLocked(sql, await lockOpenCallsOfDisabled(sql), new Date()));
  });
}
