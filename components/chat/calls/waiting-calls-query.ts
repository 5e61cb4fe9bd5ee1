import { queryOptions } from '@tanstack/react-query';
import { apiFetch } from '@/components/lib/api-client';
import { toolCallPageSchema, type ToolCallDto } from '@/lib/tool-calls/contracts';

/** While a call waits, its end is shown after at most this time. */
const POLL_MS = 2_000;

/**
 * The calls of a conversation that outlive their answers: they wait for a decision, are being made after one, or have
 * ended and their answers still lack them.
 */
export function waitingCallsQuery(conversationId: string) {
  return queryOptions({
    queryKey: ['waiting-calls', conversationId],
    queryFn: async ({ signal }): Promise<readonly ToolCallDto[]> => {
      const { calls } = await apiFetch(`/api/conversations/${conversationId}/tool-calls?waiting=true`, {
        signal,
        schema: toolCallPageSchema,
      });
      return calls;
    },
    refetchInterval: ({ state }) => ((state.data?.length ?? 0) > 0 ? POLL_MS : false),
    refetchOnWindowFocus: 'always',
    retry: false,
  });
}
