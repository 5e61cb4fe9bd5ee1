import type { QueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/components/lib/api-client';
import { callKey } from '@/components/tools/tool-call-requests';
import { toolCallsSchema, type ToolCallDto } from '@/lib/tools/contracts';

/** Key of a conversation's calls in the query cache, newest last: read once, then kept by the streams of its runs. */
export function callsKey(conversationId: string): readonly string[] {
  return ['tool-calls', conversationId];
}

export async function requestCalls(conversationId: string, signal: AbortSignal): Promise<readonly ToolCallDto[]> {
  const { calls } = await apiFetch(`/api/conversations/${conversationId}/tool-calls`, { signal, schema: toolCallsSchema });
  return calls;
}

/** Takes a call as a stream told of it into the cache. What was never read stays unread: it will be read whole. */
export function keepCall(client: QueryClient, conversationId: string, call: ToolCallDto): void {
  client.setQueryData(callKey(call.id), call);
  client.setQueryData<readonly ToolCallDto[]>(callsKey(conversationId), (known) => {
    if (known === undefined) return undefined;
    return known.some((one) => one.id === call.id) ? known.map((one) => (one.id === call.id ? call : one)) : [...known, call];
  });
}

/** A call as a stream told last, for the moment between the stream's end and the reading of all. */
export function toldCall(client: QueryClient, callId: string): ToolCallDto | null {
  return client.getQueryData<ToolCallDto>(callKey(callId)) ?? null;
}
