'use client';
import { useEffect } from 'react';
import type { ChatSession } from '@/components/chat/store/chat-session';
import { unfinishedMessages } from '@/components/chat/store/conversation-state';
import { useRefreshConversations } from '@/components/shell/conversations/use-conversation-list';

/** Tells the list of conversations when this one was begun, asked or answered. */
export function useListChanges(session: ChatSession): void {
  const refresh = useRefreshConversations();
  useEffect(() => {
    const { store } = session;
    const summarise = () => {
      const { isStored, unsent, tree } = store.state;
      return `${String(isStored)} ${tree.byId.size - unsent.length} ${unfinishedMessages(store.state).length}`;
    };
    let told = summarise();
    return store.subscribe(() => {
      const now = summarise();
      if (now === told) return;
      told = now;
      void refresh();
    });
  }, [session, refresh]);
}
