import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { z } from 'zod';
import { newestPart, type ConversationPart } from '@/components/chat/tree/conversation-part';
import { Conversation } from '@/components/chat/view/conversation';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getConversation } from '@/lib/conversations/get-conversation';
import { foundOrNotFound } from '@/lib/http/found-or-not-found';

/** Messages that come with the page: more than a screen or two. The others are fetched when it is there. */
const FIRST_MESSAGES = 30;

interface Props {
  readonly params: Promise<{ readonly conversationId: string }>;
}

/**
 * The newest part of the conversation of this page, read once for its title and its content. What is not this person's
 * does not exist.
 */
const readConversation = cache(async (given: string): Promise<ConversationPart> => {
  const principal = await requirePagePrincipal({ next: `/c/${given}` });
  const conversationId = z.uuid().safeParse(given).data ?? notFound();
  const conversation = await foundOrNotFound(getConversation(principal.personId, conversationId));
  return newestPart(conversation, FIRST_MESSAGES);
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await readConversation((await params).conversationId);
  return { title };
}

export default async function ConversationPage({ params }: Props) {
  const initial = await readConversation((await params).conversationId);
  return <Conversation key={initial.id} initial={initial} />;
}
