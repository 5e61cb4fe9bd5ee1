import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { apiFetch } from '@/components/lib/api-client';
import { callKey } from '@/components/calls/tool-call-requests';
import { toolCallPageSchema, type ToolCallDto, type ToolCallPage } from '@/lib/tool-calls/contracts';

/**
 * Key of the pages of a conversation's calls in the query cache, newest first. Null: of calls by hand that were made
 * before one began.
 */
export function callsKey(conversationId: string | null): readonly (string | null)[] {
  return ['tool-calls', conversationId];
}

/** Key of the calls of one answer, in the order they were made: read once, then kept by the stream of its run. */
export function answerCallsKey(messageId: string): readonly string[] {
  return ['answer-calls', messageId];
}

export function requestCalls(
  conversationId: string | null,
  cursor: string | null,
  signal: AbortSignal,
): Promise<ToolCallPage> {
  const path = conversationId === null ? '/api/tool-calls' : `/api/conversations/${conversationId}/tool-calls`;
  return apiFetch(cursor === null ? path : `${path}?${new URLSearchParams({ cursor })}`, {
    signal,
    schema: toolCallPageSchema,
  });
}

export async function requestAnswerCalls(
  conversationId: string,
  messageId: string,
  signal: AbortSignal,
): Promise<readonly ToolCallDto[]> {
  const { calls } = await apiFetch(
    `/api/conversations/${conversationId}/tool-calls?${new URLSearchParams({ messageId })}`,
    { signal, schema: toolCallPageSchema },
  );
  return calls;
}

/**
 * Writes the latest version of my call into the cache. A list that was never read stays unread: it will be read whole.
 */
export function keepCall(client: QueryClient, call: ToolCallDto): void {
  client.setQueryData(callKey(call.id), call);
  client.setQueryData<InfiniteData<ToolCallPage, string | null>>(
    callsKey(call.conversationId),
    (known) => known && { ...known, pages: withCall(known.pages, call) },
  );
  if (call.messageId === null) return;
  client.setQueryData<readonly ToolCallDto[]>(
    answerCallsKey(call.messageId),
    (known) => known && (replaced(known, call) ?? [...known, call]),
  );
}

/** The pages with a call as it is now; one that is new stands first. */
export function withCall(pages: readonly ToolCallPage[], call: ToolCallDto): ToolCallPage[] {
  const at = pages.findIndex((page) => page.calls.some(({ id }) => id === call.id));
  return pages.map((page, index) =>
    index === at
      ? { ...page, calls: replaced(page.calls, call) ?? page.calls }
      : at === -1 && index === 0
        ? { ...page, calls: [call, ...page.calls] }
        : page,
  );
}

function replaced(calls: readonly ToolCallDto[], call: ToolCallDto): ToolCallDto[] | null {
  return calls.some(({ id }) => id === call.id) ? calls.map((one) => (one.id === call.id ? call : one)) : null;
}

/** The latest version of a call in a stream, for the time between the end of the stream and the next full read. */
export function cachedCall(client: QueryClient, callId: string): ToolCallDto | null {
  return client.getQueryData<ToolCallDto>(callKey(callId)) ?? null;
}
