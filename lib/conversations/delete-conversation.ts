import 'server-only';
import { DELETE_CONVERSATION } from '@/lib/conversations/internal/conversations-change-sql';
import { LIST_UNFINISHED_RUN_IDS } from '@/lib/conversations/internal/conversations-list-sql';
import { sqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';

/**
 * Hides a conversation everywhere; `restoreConversation` brings it back until the sweep removes it for good. It does
 * not know of runs that are under way: whoever deletes stops them first (`stopRunsOfConversation` of lib/runs), while
 * they can still be found.
 * @throws AppError not-found when it does not exist, is another person's, or is deleted already.
 */
export async function deleteConversation(ownerId: string, conversationId: string, now: Date): Promise<void> {
  const { rowCount } = await sqlRunner().query(DELETE_CONVERSATION, [ownerId, conversationId, now]);
  if (rowCount === 0) throw notFound('conversation');
}

/**
 * The unfinished runs of a person's conversation, the last to run first: stopped in this order, none starts another.
 * Empty when it is not theirs.
 */
export async function listUnfinishedRunIds(ownerId: string, conversationId: string): Promise<string[]> {
  const { rows } = await sqlRunner().query<{ id: string }>(LIST_UNFINISHED_RUN_IDS, [ownerId, conversationId]);
  return rows.map(({ id }) => id);
}
