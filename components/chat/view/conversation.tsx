'use client';
import { useEffect, useRef, useState } from 'react';
import { getChatSession } from '@/components/chat/store/chat-sessions';
import type { ConversationPart } from '@/components/chat/tree/conversation-part';
import { ConversationView } from '@/components/chat/view/conversation-view';

/** An existing conversation. `initial` is what the server rendered with; the tab may know more already. */
export function Conversation({ initial }: { readonly initial: ConversationPart }) {
  const [{ session, isNews }] = useState(() => {
    const known = getChatSession(initial.id);
    const wasKnown = known.store.state.isStored;
    if (!wasKnown) known.takeIn(initial);
    return { session: known, isNews: wasKnown };
  });
  const isFirst = useRef(true);
  useEffect(() => {
    // The router may have kept an older page: its data is merged, it never replaces newer data.
    if (isFirst.current && isNews) session.takeIn(initial);
    isFirst.current = false;
  }, [session, isNews, initial]);
  return <ConversationView session={session} isNew={false} />;
}
