import 'server-only';
import { MAX_PINNED, type ConversationPage, type ListConversationsInput } from '@/lib/conversations/contracts';
import { toSummary, type SummaryRow } from '@/lib/conversations/internal/conversation-row';
import {
  FROM_THE_BEGINNING,
  LIST_ARCHIVED,
  LIST_PINNED,
  LIST_RECENT,
} from '@/lib/conversations/internal/conversations-list-sql';
import { readCursor, writeCursor } from '@/lib/conversations/internal/list-cursor';
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
  const after = cursor === undefined ? FROM_THE_BEGINNING : readCursor(cursor);
  const statement = archived ? LIST_ARCHIVED : LIST_RECENT;
  const [pinned, recent] = await Promise.all([
    archived || cursor !== undefined
      ? []
      : sql.query<SummaryRow>(LIST_PINNED, [ownerId, MAX_PINNED * 2]).then(({ rows }) => rows),
    sql.query<SummaryRow>(statement, [ownerId, after.activeAt, after.id, limit + 1]).then(({ rows }) => rows),
  ]);
  const page = recent.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = recent.length > limit && last !== undefined ? writeCursor(last) : null;
  return { items: [...pinned, ...page].map(toSummary), nextCursor };
}
