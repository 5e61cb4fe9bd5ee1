'use client';
import { useQuery } from '@tanstack/react-query';
import { apiFetch } from '@/components/lib/api-client';
import { usableToolsSchema, type JsonObject } from '@/lib/tools/contracts';

/** Takes everything: edited as JSON, checked by the server. */
const UNKNOWN_SCHEMA: JsonObject = {};

/**
 * The JSON Schema of a tool's arguments, for editing them; null while it is fetched. An approver who may not use the tool does not
 * get to see it and edits JSON; the server checks the arguments either way.
 */
export function useInputSchema(toolId: string | null, isWanted: boolean): JsonObject | null {
  const tools = useQuery({ queryKey: ['usable-tools'], queryFn: ({ signal }) => apiFetch('/api/tools', { signal, schema: usableToolsSchema }), enabled: isWanted, staleTime: 60_000 });
  if (tools.isPending) return null;
  return tools.data?.tools.find(({ id }) => id === toolId)?.inputSchema ?? UNKNOWN_SCHEMA;
}
