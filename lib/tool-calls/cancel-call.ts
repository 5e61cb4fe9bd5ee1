import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import type { RequestClient } from '@/lib/auth/request-client';
import { withTransaction } from '@/lib/db/transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import { isOpenCall, type ToolCallDto } from '@/lib/tool-calls/contracts';
import { getCall } from '@/lib/tool-calls/get-call';
import { cancelLocked } from '@/lib/tool-calls/internal/close-calls';
import { findCallForUpdate } from '@/lib/tool-calls/internal/sql/calls-sql';

/**
 * Cancels one's own call: a manual call, in whichever process it runs, or a call of an answer while it waits for a
 * decision. A call that has ended keeps its state. A call of an answer that needs no decision ends with its run.
 * @param client where the request came from, for the log
 * @throws AppError `not-found`; conflict `call-belongs-to-run`
 */
export async function cancelCall(
  principal: Principal,
  callId: string,
  client?: Pick<RequestClient, 'address'>,
): Promise<ToolCallDto> {
  await withTransaction(async (sql) => {
    const call = await findCallForUpdate(sql, callId);
    if (call?.requesterId !== principal.personId || call.conversationDeleted) throw notFound('tool call');
    if (!isOpenCall(call)) return;
    if (call.origin === 'model' && call.state !== 'waiting_approval')
      throw new AppError({ kind: 'conflict', code: 'call-belongs-to-run', detail: 'it is being made' });
    await recordEvents(sql, await cancelLocked(sql, [call], new Date(), actorOf(principal, client)));
  });
  return getCall(principal, callId);
}
