import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import type { RequestClient } from '@/lib/auth/request-client';
import { driveTools } from '@/lib/runs/internal/drive-tools';
import type { DecideApprovalInput } from '@/lib/tool-calls/contracts';
import { decideApproval } from '@/lib/tool-calls/decide-approval';

/**
 * Decides about one exact call and lets its run go on. The decision is stored when this returns; the tool is called and
 * the run resumed behind it.
 * @param client where the request came from, for the log
 * @throws AppError what `decideApproval` throws
 */
export async function decideAndResume(
  principal: Principal,
  approvalId: string,
  input: DecideApprovalInput,
  client?: Pick<RequestClient, 'address'>,
): Promise<{ readonly callId: string }> {
  const { callId, runId } = await decideApproval(principal, approvalId, input, client);
  if (runId !== null) void driveTools(runId);
  return { callId };
}
