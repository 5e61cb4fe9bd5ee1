'use client';
import { usePathname } from 'next/navigation';
import { useEffect, useState } from 'react';
import { findUnsentBeginning, releaseUnsent } from '@/components/chat/store/outbox';
import { getChatSession, PAGE_ID } from '@/components/chat/store/chat-sessions';
import type { ChatSession } from '@/components/chat/store/chat-session';
import { ConversationView } from '@/components/chat/view/conversation-view';
import { personalStorage } from '@/components/lib/browser-storage';
import { useBegunTitle } from '@/components/chat/view/use-begun-title';
import { newId } from '@/components/lib/new-id';

function conversationOf(path: string): string | null {
  return /^\/c\/([0-9a-f-]{36})$/.exec(path)?.[1] ?? null;
}

/**
 * A new conversation, or the one whose first question has not reached the server: the same ids, so that it can never be
 * stored twice.
 */
const findBeginning = (): string | null => findUnsentBeginning(personalStorage, { pageId: PAGE_ID, nowMs: Date.now() });
const beginSession = (): ChatSession => getChatSession(findBeginning() ?? newId());

/**
 * A conversation that begins with its first question. Once the server has accepted that, the address becomes its own,
 * without a new page: the stream goes on. Going to `/` again begins another one.
 */
export function NewConversation() {
  const path = usePathname();
  const [session, setSession] = useState<ChatSession>(() => getChatSession(conversationOf(path) ?? newId()));
  const shownId = conversationOf(path);

  useEffect(() => {
    const { store } = session;
    const takeAddress = () => {
      if (store.state.isStored && window.location.pathname === '/')
        window.history.replaceState(null, '', `/c/${store.state.id}`);
    };
    return store.subscribe(takeAddress);
  }, [session]);

  const isOver = shownId === null && session.store.state.leafId !== null && session.store.state.isStored;
  useEffect(() => {
    // The router keeps this page for both addresses: back at `/` it is a new conversation.
    if (isOver && window.location.pathname === '/') setSession(beginSession());
  }, [isOver]);
  useEffect(() => {
    // Not earlier: hydration has to match the server's page.
    if (window.location.pathname === '/' && findBeginning() !== null)
      setSession((current) => (current.store.state.leafId === null ? beginSession() : current));
  }, []);
  useEffect(() => {
    if (shownId === null || shownId === session.id) return;
    const other = getChatSession(shownId);
    setSession(other);
    if (!other.store.state.isStored)
      other.refresh().catch((error: unknown) => console.warn('the conversation could not be read', error));
  }, [shownId, session]);

  useEffect(() => {
    const release = () => releaseUnsent(personalStorage, PAGE_ID);
    window.addEventListener('pagehide', release);
    return () => window.removeEventListener('pagehide', release);
  }, []);
  useBegunTitle(session.id, shownId);

  return <ConversationView key={session.id} session={session} isNew />;
}
