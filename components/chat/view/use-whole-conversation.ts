'use client';
import { useEffect } from 'react';
import type { ChatSession } from '@/components/chat/store/chat-session';
import { whenIdle } from '@/components/lib/when-idle';

/** Fetches what the page came without: when the browser has nothing else to do, or at once when it `isMissed`. */
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
