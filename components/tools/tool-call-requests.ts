import { apiFetch } from '@/components/lib/api-client';
import { OPEN_CALL_STATES, toolCallSchema, type ToolCallDto, type ToolCallState } from '@/lib/tools/contracts';

/** Key of one call in the query cache. */
export function callKey(callId: string | null): readonly (string | null)[] {
  return ['tool-call', callId];
}

export function requestCall(callId: string, signal: AbortSignal): Promise<ToolCallDto> {
  return apiFetch(`/api/tool-calls/${callId}`, { signal, schema: toolCallSchema });
}

const OPEN = new Set<ToolCallState>(OPEN_CALL_STATES);

/** It still will change. */
export function isOpenCall(call: Pick<ToolCallDto, 'state'>): boolean {
  return OPEN.has(call.state);
}
