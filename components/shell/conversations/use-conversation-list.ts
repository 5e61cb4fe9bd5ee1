'use client';
import { useInfiniteQuery, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { fetchConversations } from '@/components/shell/conversations/conversation-api';
import { listItems, mergeHead, patchItem, type ConversationPages } from '@/components/shell/conversations/conversation-pages';
import type { ConversationPage, ConversationSummary } from '@/lib/conversations/contracts';

const QUIET_POLL_MS = 20_000;
/** While something of the list is being answered, or the open conversation is not in the list yet. */
const LIVELY_POLL_MS = 4_000;

export const listKey = (archived: boolean) => ['conversation-list', archived ? 'archived' : 'active'] as const;
const headKey = (archived: boolean) => ['conversation-head', archived ? 'archived' : 'active'] as const;

async function pullHead(client: QueryClient, archived: boolean, signal?: AbortSignal): Promise<ConversationPage> {
  const head = await fetchConversations(archived, null, signal);
  client.setQueryData<ConversationPages>(listKey(archived), (pages) => (pages === undefined ? undefined : mergeHead(pages, head)));
  return head;
}

/** Asks for the newest conversations again: call it when a conversation was made, answered or renamed elsewhere in the page. */
export function useRefreshConversations(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(() => client.invalidateQueries({ queryKey: ['conversation-head'] }), [client]);
}

/** Takes the sign of being answered off a conversation: what the page knows by itself need not be asked for. */
export function useMarkAnswered(): (conversationId: string) => void {
  const client = useQueryClient();
  return useCallback(
    (conversationId) => {
      const queryKey = ['conversation-head'];
      // What is under way was asked while it was still being answered, and would say so. A hidden page reads what its title is to say.
      if (document.hidden || client.isFetching({ queryKey }) > 0) void client.invalidateQueries({ queryKey });
      client.setQueryData<ConversationPages>(listKey(false), (pages) => (pages === undefined ? undefined : patchItem(pages, conversationId, { state: 'idle' })));
    },
    [client],
  );
}

/** A conversation whose state will change without its owner doing anything. */
export const isUnfinished = ({ state }: ConversationSummary): boolean => state === 'writing' || state === 'waiting';

export interface ConversationListOptions {
  readonly archived: boolean;
  /** What the server rendered with. */
  readonly initialPage?: ConversationPage | undefined;
  /** The open conversation: a list that lacks it is asked again soon. */
  readonly currentId: string | null;
}

/**
 * The conversations, page by page. Kept fresh through the first page alone (every 20 s while visible, on focus, and every 4 s
 * while something is being answered): a person with thousands of them would otherwise load them all again and again.
 */
export function useConversationList({ archived, initialPage, currentId }: ConversationListOptions) {
  const client = useQueryClient();
  const list = useInfiniteQuery<ConversationPage, Error, ConversationPages, ReturnType<typeof listKey>, string | null>({
    queryKey: listKey(archived),
    queryFn: ({ pageParam, signal }) => fetchConversations(archived, pageParam, signal),
    initialPageParam: null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    ...(initialPage === undefined ? {} : { initialData: { pages: [initialPage], pageParams: [null] } }),
  });
  const items = listItems(list.data);
  const isLively = items.some(isUnfinished) || (!archived && currentId !== null && !items.some((item) => item.id === currentId));
  useQuery({
    queryKey: headKey(archived),
    queryFn: ({ signal }) => pullHead(client, archived, signal),
    enabled: list.isSuccess,
    staleTime: initialPage === undefined ? LIVELY_POLL_MS : 0,
    refetchOnWindowFocus: 'always',
    refetchInterval: isLively ? LIVELY_POLL_MS : QUIET_POLL_MS,
    // A hidden page still reports in its title that an answer or a decision has come.
    refetchIntervalInBackground: isLively,
  });
  return { list, items };
}
