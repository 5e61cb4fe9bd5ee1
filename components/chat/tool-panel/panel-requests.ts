import { apiFetch } from '@/components/lib/api-client';
import { usableToolsSchema, type UsableTool } from '@/lib/tools/contracts';
import { toolCallSchema, type CallToolInput, type ToolCallDto } from '@/lib/tool-calls/contracts';

/** Key of the tools I may use; pinned ones first. */
export const TOOLS_KEY = ['tools'] as const;

export async function requestTools(signal: AbortSignal): Promise<readonly UsableTool[]> {
  const { tools } = await apiFetch('/api/tools', { signal, schema: usableToolsSchema });
  return tools;
}

/** Makes a manual call; a repetition with the same id is the same call. */
export function requestLookUp(input: CallToolInput): Promise<ToolCallDto> {
  return apiFetch('/api/tool-calls', { method: 'POST', body: input, schema: toolCallSchema });
}

export function cancelCall(callId: string): Promise<unknown> {
  return apiFetch(`/api/tool-calls/${callId}/cancel`, { method: 'POST' });
}

export function pinTool(toolId: string, pinned: boolean): Promise<unknown> {
  return apiFetch(`/api/tools/${toolId}/pin`, { method: pinned ? 'PUT' : 'DELETE' });
}
