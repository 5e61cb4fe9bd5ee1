'use client';
import { useEffect } from 'react';
import type { ChatSession } from '@/components/chat/store/chat-session';
import { whenIdle } from '@/components/lib/when-idle';

/** Fetches the messages that the page was rendered without: when the browser is idle, or at once when `isMissed`. */
export function useWholeConversation(
  session: ChatSession,
  { isWhole, isMissed }: { readonly isWhole: boolean; readonly isMissed: boolean },
): void {
  useEffect(() => {
    if (isWhole) return undefined;
    const load = () => {
      // The next check of the conversation tries again.
      session.loadRest().catch((error: unknown) => console.warn('older messages could not be fetched', error));
    };
    if (!isMissed) return whenIdle(load);
    load();
    return undefined;
  }, [session, isWhole, isMissed]);
}
