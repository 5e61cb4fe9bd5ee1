'use client';
import { focusManager, useInfiniteQuery, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { changeConversation, fetchConversations } from '@/components/chat/list/conversation-api';
import { listItems, mergeHead, patchItem, type ConversationPages } from '@/components/chat/list/conversation-pages';
import type { ConversationPage, ConversationSummary } from '@/lib/conversations/contracts';

const QUIET_POLL_MS = 20_000;
/** While a call of the list waits for a decision, which may take days, and nobody looks. */
const HIDDEN_POLL_MS = 60_000;
/** While something of the list is being answered, or the open conversation is not in the list yet. */
const LIVELY_POLL_MS = 4_000;

export const listKey = (archived: boolean) => ['conversation-list', archived ? 'archived' : 'active'] as const;
const HEAD_KEY = ['conversation-head'] as const;
const headKey = (archived: boolean) => [...HEAD_KEY, archived ? 'archived' : 'active'] as const;

async function pullHead(client: QueryClient, archived: boolean, signal?: AbortSignal): Promise<ConversationPage> {
  const head = await fetchConversations(archived, null, signal);
  client.setQueryData<ConversationPages>(listKey(archived), (pages) =>
    pages === undefined ? undefined : mergeHead(pages, head),
  );
  return head;
}

/**
 * Asks for the newest conversations again: call it when a conversation was made, answered or renamed elsewhere in the
 * page.
 */
export function useRefreshConversations(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(() => client.invalidateQueries({ queryKey: HEAD_KEY }), [client]);
}

/** Marks a conversation as read on every device and shows its state as the server answers it. */
export function useMarkRead(): (conversationId: string) => void {
  const client = useQueryClient();
  return useCallback(
    (conversationId) => {
      changeConversation(conversationId, { read: true }).then(
        (summary) => {
          client.setQueryData<ConversationPages>(listKey(false), (pages) =>
            pages === undefined ? undefined : patchItem(pages, conversationId, summary),
          );
          // A page that is under way was asked for before.
          if (client.isFetching({ queryKey: HEAD_KEY }) > 0) void client.invalidateQueries({ queryKey: HEAD_KEY });
        },
        // It stays unread, and the next look at it tries again.
        (error: unknown) => console.warn('the conversation could not be marked as read', error),
      );
    },
    [client],
  );
}

/**
 * Updates the list when the last answer of the open conversation ended: a visible one is read, a hidden page reports it
 * in its title.
 */
export function useMarkAnswered(): (conversationId: string) => void {
  const refresh = useRefreshConversations();
  const markRead = useMarkRead();
  return useCallback(
    (conversationId) => {
      if (document.hidden) void refresh();
      else markRead(conversationId);
    },
    [refresh, markRead],
  );
}

/** The title of a conversation as the list has it; empty while the list does not know it. Requests nothing. */
export function useListedTitle(conversationId: string): string {
  const client = useQueryClient();
  return useSyncExternalStore(
    useCallback((listener) => client.getQueryCache().subscribe(listener), [client]),
    () =>
      listItems(client.getQueryData<ConversationPages>(listKey(false))).find(({ id }) => id === conversationId)
        ?.title ?? '',
    () => '',
  );
}

/** A conversation whose state will change without its owner doing anything. */
const isUnfinished = ({ state }: ConversationSummary): boolean => state === 'writing' || state === 'waiting';

export interface ConversationListOptions {
  readonly archived: boolean;
  /** What the server rendered with. */
  readonly initialPage?: ConversationPage | undefined;
  /** The open conversation: a list that lacks it is asked again soon. */
  readonly currentId: string | null;
}

/**
 * The conversations, page by page. Kept fresh through the first page alone (every 20 s while visible, on focus, and
 * every 4 s while something is being answered): a person with thousands of them would otherwise load them all again and
 * again.
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
  const isLively =
    items.some(({ state }) => state === 'writing') ||
    (!archived && currentId !== null && !items.some((item) => item.id === currentId));
  useQuery({
    queryKey: headKey(archived),
    queryFn: ({ signal }) => pullHead(client, archived, signal),
    enabled: list.isSuccess,
    staleTime: initialPage === undefined ? LIVELY_POLL_MS : 0,
    refetchOnWindowFocus: 'always',
    refetchInterval: () => (isLively ? LIVELY_POLL_MS : focusManager.isFocused() ? QUIET_POLL_MS : HIDDEN_POLL_MS),
    // A hidden page still reports in its title that an answer or a decision has come.
    refetchIntervalInBackground: isLively || items.some(isUnfinished),
  });
  return { list, items };
}
