import 'server-only';
import { markDeleted, selectUnfinishedRunIds } from '@/lib/conversations/internal/conversations-repository';
import { notFound } from '@/lib/errors/app-error';

/**
 * Hides a conversation everywhere; `restoreConversation` brings it back until the sweep removes it for good. It does
 * not know of runs that are under way: whoever deletes stops them first (`stopRunsOfConversation` of lib/runs), while
 * they can still be found.
 * @throws AppError not-found when it does not exist, is another person's, or is deleted already.
 */
export async function deleteConversation(ownerId: string, conversationId: string, now: Date): Promise<void> {
  if (!(await markDeleted(ownerId, conversationId, now))) throw notFound('conversation');
}

/**
 * The unfinished runs of a person's conversation, the last to run first: stopped in this order, none starts another.
 * Empty when it is not theirs.
 */
export function listUnfinishedRunIds(ownerId: string, conversationId: string): Promise<string[]> {
  return selectUnfinishedRunIds(ownerId, conversationId);
}
