'use client';
import { useEffect, useRef, useState } from 'react';
import { getChatSession } from '@/components/chat/store/chat-sessions';
import { ConversationView } from '@/components/chat/view/conversation-view';
import type { ConversationDto } from '@/lib/conversations/contracts';

/** An existing conversation. `initial` is what the server rendered with; the tab may know more already. */
export function Conversation({ initial }: { readonly initial: ConversationDto }) {
  const [session] = useState(() => {
    const known = getChatSession(initial.id);
    if (!known.store.state.isStored) known.takeIn(initial);
    return known;
  });
  const isFirst = useRef(true);
  useEffect(() => {
    // The page may be an older one that the router kept: what it tells is merged, never taken as the truth.
    if (isFirst.current) session.takeIn(initial);
    isFirst.current = false;
  }, [session, initial]);
  return <ConversationView session={session} isNew={false} />;
}
