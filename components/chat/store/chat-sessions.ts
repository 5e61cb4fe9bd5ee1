import { pauseUntilOnline } from '@/components/chat/stream/pause-until-online';
import { browserFrameClock } from '@/components/chat/stream/frame-batch';
import { ChatSession } from '@/components/chat/store/chat-session';
import { chatServer } from '@/components/chat/store/run-api';
import { personalStorage } from '@/components/lib/browser-storage';
import { newId } from '@/components/lib/new-id';

/** Conversations kept in memory: going back to one shows it at once. */
const MAX_SESSIONS = 20;

/** This page, from its load until it is left. */
export const PAGE_ID = newId();

function createSession(conversationId: string): ChatSession {
  return new ChatSession(conversationId, {
    server: chatServer,
    storage: personalStorage,
    clock: browserFrameClock,
    pause: pauseUntilOnline,
    now: () => new Date(),
    newId,
    pageId: PAGE_ID,
  });
}

const sessions = new Map<string, ChatSession>();

/**
 * This tab's session of a conversation; the same one for as long as the tab remembers it, so that a stream goes on
 * while the page around it changes. On the server every call creates a new one, because all people share the module
 * there.
 */
export function getChatSession(conversationId: string): ChatSession {
  if (typeof window === 'undefined') return createSession(conversationId);
  const known = sessions.get(conversationId);
  const session = known ?? createSession(conversationId);
  sessions.delete(conversationId);
  sessions.set(conversationId, session);
  for (const [id, old] of sessions) {
    if (sessions.size <= MAX_SESSIONS) break;
    if (!old.isWatched && old.store.state.unsent.length === 0 && id !== conversationId) sessions.delete(id);
  }
  return session;
}
