'use client';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import type { RunView } from '@/components/chat/stream/run-view';
import type { ChatSession } from '@/components/chat/store/chat-session';
import type { ConversationState } from '@/components/chat/store/conversation-state';

const CHECK_EVERY_MS = 4_000;
/** A tab that becomes visible again requests the whole conversation only after it was hidden for longer than this. */
const FRESH_FOR_MS = 15_000;

/** Messages, branch and unsent questions. */
export function useConversationState(session: ChatSession): ConversationState {
  const { store } = session;
  return useSyncExternalStore(store.subscribe, store.readState, store.readState);
}

/** The run that writes a message now; renders at most once a frame. Null: the message is complete. */
export function useRunView(session: ChatSession, messageId: string): RunView | null {
  const { store } = session;
  const subscribe = useCallback((listener: () => void) => store.subscribeRun(messageId, listener), [store, messageId]);
  const read = useCallback(() => store.readRun(messageId), [store, messageId]);
  return useSyncExternalStore(subscribe, read, read);
}

/**
 * Reads the session's streams while mounted, and looks for what other tabs and devices started while the page is
 * visible.
 */
export function useLiveSession(session: ChatSession): void {
  useEffect(() => session.attach(), [session]);
  useEffect(() => {
    let lastSeenMs = Date.now();
    const quietly = (work: Promise<void>) => {
      // No network, or the server is away: the streams show that, and the next check tries again.
      work.catch((error: unknown) => console.warn('the conversation could not be checked', error));
    };
    const check = () => {
      if (document.visibilityState !== 'visible') return;
      lastSeenMs = Date.now();
      quietly(session.checkRuns());
    };
    const onReturn = () => {
      if (document.visibilityState !== 'visible') return;
      const wasAwayMs = Date.now() - lastSeenMs;
      lastSeenMs = Date.now();
      quietly(wasAwayMs > FRESH_FOR_MS && session.store.state.isStored ? session.refresh() : session.checkRuns());
    };
    const timer = setInterval(check, CHECK_EVERY_MS);
    const onOnline = () => quietly(session.checkRuns());
    window.addEventListener('online', onOnline);
    window.addEventListener('focus', onReturn);
    document.addEventListener('visibilitychange', onReturn);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', onOnline);
      window.removeEventListener('focus', onReturn);
      document.removeEventListener('visibilitychange', onReturn);
    };
  }, [session]);
}
