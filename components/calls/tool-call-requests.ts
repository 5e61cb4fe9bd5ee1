import { apiFetch } from '@/components/lib/api-client';
import { toolCallSchema, type ToolCallDto } from '@/lib/tool-calls/contracts';

/** Key of one call in the query cache. */
export function callKey(callId: string | null): readonly (string | null)[] {
  return ['tool-call', callId];
}

export function requestCall(callId: string, signal: AbortSignal): Promise<ToolCallDto> {
  return apiFetch(`/api/tool-calls/${callId}`, { signal, schema: toolCallSchema });
}
