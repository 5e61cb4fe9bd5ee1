'use client';
import { useEffect } from 'react';
import type { ChatSession } from '@/components/chat/store/chat-session';
import { wholePart } from '@/components/chat/tree/conversation-part';
import { onPrint, printPage } from '@/components/lib/printing';
import { readNow } from '@/components/lib/read-now';
import { useShortcut } from '@/components/lib/shortcuts';
import type { ConversationDto } from '@/lib/conversations/contracts';

function takeInRest(session: ChatSession): void {
  const { isStored, isWhole, id } = session.store.state;
  if (!isStored || isWhole) return;
  // As with every other answer of ours, the route has checked it with its own contract.
  const conversation = readNow(`/api/conversations/${id}`) as ConversationDto | null;
  if (conversation !== null) session.takeIn(wholePart(conversation));
}

/** Lets all of a conversation be printed: also older messages that the page has not fetched yet. */
export function usePrintable(session: ChatSession, isEmpty: boolean): void {
  useEffect(() => onPrint(() => takeInRest(session)), [session]);
  useShortcut(
    'print',
    () => {
      // The paper says what is missing when it could not be fetched.
      printPage(() =>
        session.loadRest().catch((error: unknown) => console.warn('older messages could not be fetched', error)),
      ).catch((error: unknown) => console.warn('could not print', error));
    },
    !isEmpty,
  );
}
