import 'server-only';
import { MAX_PINNED, type ConversationPage, type ListConversationsInput } from '@/lib/conversations/contracts';
import { toSummary } from '@/lib/conversations/internal/conversation-row';
import { readCursor, writeCursor } from '@/lib/conversations/internal/list-cursor';
import { selectPage, selectPinned } from '@/lib/conversations/internal/sql/list-sql';
import { sqlRunner } from '@/lib/db/transaction';

/**
 * One page of a person's conversations, the last active first; the first page of the unarchived begins with the pinned
 * ones. A conversation that becomes active while someone pages moves to the top: later pages neither repeat nor skip
 * another one.
 * @throws AppError invalid for a cursor that is not ours.
 */
export async function listConversations(
  ownerId: string,
  { cursor, archived, limit }: ListConversationsInput,
): Promise<ConversationPage> {
  const sql = sqlRunner();
  const after = cursor === undefined ? null : readCursor(cursor);
  const [pinned, recent] = await Promise.all([
    archived || cursor !== undefined ? [] : selectPinned(sql, ownerId, MAX_PINNED * 2),
    selectPage(sql, ownerId, { archived, after, most: limit + 1 }),
  ]);
  const page = recent.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = recent.length > limit && last !== undefined ? writeCursor(last) : null;
  return { items: [...pinned, ...page].map(toSummary), nextCursor };
}
