'use client';
import { useEffect } from 'react';
import type { ChatSession } from '@/components/chat/store/chat-session';
import { unfinishedMessages } from '@/components/chat/store/conversation-state';
import { useMarkAnswered, useRefreshConversations } from '@/components/chat/list/use-conversation-list';

/**
 * Updates the list of conversations when an answer begins in this one and when the last one ends; each costs one
 * request.
 */
export function useListChanges(session: ChatSession): void {
  const refresh = useRefreshConversations();
  const markAnswered = useMarkAnswered();
  useEffect(() => {
    const { store } = session;
    const read = () => new Set(unfinishedMessages(store.state).map(({ id }) => id));
    let last = read();
    return store.subscribe(() => {
      const now = read();
      const before = last;
      last = now;
      if ([...now].some((id) => !before.has(id))) void refresh();
      else if (now.size === 0 && before.size > 0) markAnswered(session.id);
    });
  }, [session, refresh, markAnswered]);
}
