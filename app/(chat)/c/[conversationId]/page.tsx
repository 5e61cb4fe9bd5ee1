import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { z } from 'zod';
import { Conversation } from '@/components/chat/view/conversation';
import { Messages } from '@/components/lib/messages';
import { requirePagePrincipal } from '@/lib/auth/require-page-principal';
import { getConversation } from '@/lib/conversations/get-conversation';
import type { ConversationDto } from '@/lib/conversations/contracts';
import { isAppError } from '@/lib/errors/app-error';

interface Props {
  readonly params: Promise<{ readonly conversationId: string }>;
}

/** The conversation of this page, read once for its title and its content. What is not this person's does not exist. */
const readConversation = cache(async (given: string): Promise<ConversationDto> => {
  const principal = await requirePagePrincipal({ next: `/c/${given}` });
  const conversationId = z.uuid().safeParse(given).data ?? notFound();
  try {
    return await getConversation(principal.personId, conversationId);
  } catch (error) {
    if (isAppError(error) && error.kind === 'not-found') notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await readConversation((await params).conversationId);
  return { title };
}

export default async function ConversationPage({ params }: Props) {
  const initial = await readConversation((await params).conversationId);
  return (
    <Messages namespaces={['chat', 'tools']}>
      <Conversation key={initial.id} initial={initial} />
    </Messages>
  );
}
