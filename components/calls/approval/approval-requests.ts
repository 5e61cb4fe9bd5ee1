import { apiFetch } from '@/components/lib/api-client';
import { newId } from '@/components/lib/new-id';
import {
  approvalInboxSchema,
  approvalLookUpsSchema,
  type ApprovalLookUps,
  type DecideApprovalInput,
  type ToolCallDto,
} from '@/lib/tool-calls/contracts';
import type { z } from 'zod';

export type ApprovalPage = z.infer<typeof approvalInboxSchema>;
/** A call whose decision somebody waits for. */
export type WaitingCall = ToolCallDto & { readonly approval: Exclude<ToolCallDto['approval'], null> };

export function isWaiting(call: ToolCallDto): call is WaitingCall {
  return call.approval !== null;
}

export function requestInbox(cursor: string | null, signal: AbortSignal): Promise<ApprovalPage> {
  const query = cursor === null ? '' : `?${new URLSearchParams({ cursor }).toString()}`;
  return apiFetch(`/api/approvals${query}`, { signal, schema: approvalInboxSchema });
}

export function requestLookUps(approvalId: string, signal: AbortSignal): Promise<ApprovalLookUps> {
  return apiFetch(`/api/approvals/${approvalId}/look-ups`, {
    method: 'POST',
    body: { id: newId() },
    signal,
    schema: approvalLookUpsSchema,
  });
}

export function requestDecision(approvalId: string, body: DecideApprovalInput): Promise<unknown> {
  return apiFetch(`/api/approvals/${approvalId}`, { method: 'POST', body });
}
