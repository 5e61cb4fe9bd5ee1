import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { SqlRunner } from '@/lib/db/transaction';
import { cancelLocked } from '@/lib/tools/internal/calls/close-calls';
import { lockOpenCalls } from '@/lib/tools/internal/tools-calls-sql';

/**
 * Ends every open call of a run that was stopped or has ended, and what waits for a decision about them. A call that is being made keeps what it comes to
 * as evidence, but stays cancelled. Call it last in the transaction: it records audit events.
 */
export async function cancelCalls(sql: SqlRunner, runId: string): Promise<void> {
  const events = await cancelLocked(sql, await lockOpenCalls(sql, runId), new Date());
  await recordEvents(sql, events);
}
