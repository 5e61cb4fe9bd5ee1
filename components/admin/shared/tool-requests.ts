import { apiFetch } from '@/components/lib/api-client';
import {
  adminToolSchema,
  adminToolsSchema,
  triedToolSchema,
  type AdminTool,
  type AdminToolSummary,
  type CreateToolInput,
  type TriedTool,
  type UpdateToolInput,
} from '@/lib/tools/catalogue-contracts';
import type { JsonObject } from '@/lib/tools/contracts';

/** Query key of tools; one tool has `[TOOLS, id]`. */
export const TOOLS = 'admin-tools';
const PATH = '/api/admin/tools';

export async function requestTools(signal: AbortSignal): Promise<readonly AdminToolSummary[]> {
  return (await apiFetch(PATH, { signal, schema: adminToolsSchema })).tools;
}

export function requestTool(toolId: string, signal: AbortSignal): Promise<AdminTool> {
  return apiFetch(`${PATH}/${toolId}`, { signal, schema: adminToolSchema });
}

export function requestCreateTool(body: CreateToolInput): Promise<AdminTool> {
  return apiFetch(PATH, { method: 'POST', body, schema: adminToolSchema });
}

export function requestUpdateTool(toolId: string, body: UpdateToolInput): Promise<AdminTool> {
  return apiFetch(`${PATH}/${toolId}`, { method: 'PATCH', body, schema: adminToolSchema });
}

export function requestSetEnabled(toolId: string, enabled: boolean): Promise<unknown> {
  return apiFetch(`${PATH}/${toolId}/enabled`, { method: 'POST', body: { enabled } });
}

export function requestDeleteTool(toolId: string): Promise<unknown> {
  return apiFetch(`${PATH}/${toolId}`, { method: 'DELETE' });
}

export function requestAcceptTool(toolId: string, proposalHash: string): Promise<AdminTool> {
  return apiFetch(`${PATH}/${toolId}/accept`, { method: 'POST', body: { proposalHash }, schema: adminToolSchema });
}

export function requestTryTool(toolId: string, given: JsonObject): Promise<TriedTool> {
  return apiFetch(`${PATH}/${toolId}/try`, { method: 'POST', body: { arguments: given }, schema: triedToolSchema });
}

export function requestTryDraft(draft: CreateToolInput, given: JsonObject): Promise<TriedTool> {
  return apiFetch(`${PATH}/try`, { method: 'POST', body: { draft, arguments: given }, schema: triedToolSchema });
}
