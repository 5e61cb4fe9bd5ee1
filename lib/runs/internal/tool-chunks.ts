import type { RunEvent } from '@/lib/runs/contracts';
import { isOpenCall, type ToolCallDto } from '@/lib/tool-calls/contracts';

type ToolChunk = Extract<RunEvent, { type: `tool-${string}` }>;

/**
 * A call as the AI SDK's tool chunks. The list does not depend on what a reader has seen of the call before: another
 * `tool-input-available` of a call updates the part of the first one.
 */
export function toolChunks(call: ToolCallDto): ToolChunk[] {
  const { id: toolCallId, toolName, toolTitle: title, approval, state } = call;
  const input = call.arguments ?? call.argumentsText;
  const chunks: ToolChunk[] = [
    { type: 'tool-input-available', toolCallId, toolName, title, dynamic: true, providerExecuted: true, input },
  ];
  if (approval !== null) {
    const { id: approvalId, reason } = approval;
    chunks.push({ type: 'tool-approval-request', approvalId, toolCallId });
    if (approval.state === 'approved' || approval.state === 'refused') {
      const approved = approval.state === 'approved';
      chunks.push({ type: 'tool-approval-response', approvalId, approved, ...(reason === null ? {} : { reason }) });
    }
  }
  if (isOpenCall(call)) return chunks;
  if (state === 'done') chunks.push({ type: 'tool-output-available', toolCallId, output: call.result?.text ?? null });
  else if (approval?.state === 'refused') chunks.push({ type: 'tool-output-denied', toolCallId });
  else chunks.push({ type: 'tool-output-error', toolCallId, errorText: call.error?.code ?? state });
  return chunks;
}
