import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { withTransaction, type SqlRunner } from '@/lib/db/transaction';
import { cancelLocked } from '@/lib/tools/internal/calls/close-calls';
import { lockOpenCalls, lockOpenCallsOfDisabled } from '@/lib/tools/internal/tools-calls-sql';

/**
 * Ends every open call of a run that was stopped or has ended, and what waits for a decision about them. A call that is being made keeps what it comes to
 * as evidence, but stays cancelled. Call it last in the transaction: it records audit events.
 */
export async function cancelCalls(sql: SqlRunner, runId: string): Promise<void> {
  const events = await cancelLocked(sql, await lockOpenCalls(sql, runId), new Date());
  await recordEvents(sql, events);
}

/** Ends every open call that a person made by hand and who is disabled by now. Those of runs end with their runs. For a background round; safe in several processes at once. */
export async function cancelCallsOfDisabled(): Promise<void> {
  await withTransaction(async (sql) => {
    await recordEvents(sql, await cancelLocked(sql, await lockOpenCallsOfDisabled(sql), new Date()));
  });
}
