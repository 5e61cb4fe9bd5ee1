'use client';
import { useCallback, useSyncExternalStore } from 'react';
import type { ChatSession } from '@/components/chat/store/chat-session';
import { unfinishedMessages } from '@/components/chat/store/conversation-state';

/** The message whose answer is under way now: what Stop stops. Null when nothing is. */
export function useCurrentRun(session: ChatSession): string | null {
  const { store } = session;
  const read = useCallback(() => {
    const order = unfinishedMessages(store.state);
    const next = order.find(({ id, run }) => (store.readRun(id)?.status ?? run?.status) !== 'held') ?? order[0];
    return next?.id ?? null;
  }, [store]);
  return useSyncExternalStore(store.subscribe, read, read);
}
