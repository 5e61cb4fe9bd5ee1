import 'server-only';
import type { ConversationSummary } from '@/lib/conversations/contracts';
import { getConversationSummary } from '@/lib/conversations/get-conversation';
import { RESTORE_CONVERSATION } from '@/lib/conversations/internal/conversations-change-sql';
import { sqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';

/**
 * Takes a deletion back. Restoring what is not deleted changes nothing.
 * @throws AppError not-found when it does not exist, is another person's, or was swept.
 */
export async function restoreConversation(ownerId: string, conversationId: string): Promise<ConversationSummary> {
  const { rowCount } = await sqlRunner().query(RESTORE_CONVERSATION, [ownerId, conversationId]);
  if (rowCount === 0) throw notFound('conversation');
  return getConversationSummary(ownerId, conversationId);
}
