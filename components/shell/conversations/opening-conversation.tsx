'use client';
import { useLinkStatus } from 'next/link';
import { createPortal } from 'react-dom';
import { ConversationSkeleton } from '@/components/shell/conversations/conversation-skeleton';

/**
 * Inside a link to a conversation: the skeleton over the page while it is fetched. No `loading.tsx`: React keeps
 * whatever a fallback gave way to back until 300 ms after it, and a conversation is there in less.
 */
export function OpeningConversation() {
  const { pending } = useLinkStatus();
  const page = pending ? document.getElementById('content') : null;
  return page === null ? null : createPortal(<ConversationSkeleton />, page);
}
