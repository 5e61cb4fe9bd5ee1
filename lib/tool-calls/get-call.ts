import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { sqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';
import { loadCalls } from '@/lib/tool-calls/load-calls';

/** One call: one's own, or one that the reader may decide or decided. @throws AppError `not-found` */
export async function getCall(principal: Principal, callId: string): Promise<ToolCallDto> {
  const [call] = await loadCalls(sqlRunner(), principal, { ids: [callId] });
  if (call === undefined) throw notFound('tool call');
  return call;
}
