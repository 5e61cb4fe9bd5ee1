import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import type { RequestClient } from '@/lib/auth/request-client';
import { driveTools } from '@/lib/runs/internal/drive-tools';
import { cancelCall } from '@/lib/tool-calls/cancel-call';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';

/**
 * Gives up one's own call. When it was the last open one of its run, the answer goes on with the results of the others.
 * @param client where the request came from, for the log
 * @throws AppError what `cancelCall` throws
 */
export async function cancelAndResume(
  principal: Principal,
  callId: string,
  client?: Pick<RequestClient, 'address'>,
): Promise<ToolCallDto> {
  const call = await cancelCall(principal, callId, client);
  if (call.runId !== null) void driveTools(call.runId);
  return call;
}
