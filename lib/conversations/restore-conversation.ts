import 'server-only';
import type { ConversationSummary } from '@/lib/conversations/contracts';
import { getConversationSummary } from '@/lib/conversations/get-conversation';
import { unmarkDeleted } from '@/lib/conversations/internal/conversations-repository';
import { notFound } from '@/lib/errors/app-error';

/**
 * Takes a deletion back. Restoring what is not deleted changes nothing.
 * @throws AppError not-found when it does not exist, is another person's, or was swept.
 */
export async function restoreConversation(ownerId: string, conversationId: string): Promise<ConversationSummary> {
  if (!(await unmarkDeleted(ownerId, conversationId))) throw notFound('conversation');
  return getConversationSummary(ownerId, conversationId);
}
