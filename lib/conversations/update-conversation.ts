import 'server-only';
import { MAX_PINNED, type ConversationPatch, type ConversationSummary } from '@/lib/conversations/contracts';
import { getConversationSummary } from '@/lib/conversations/get-conversation';
import { changeConversation, countPinned, findPins } from '@/lib/conversations/internal/conversations-repository';
import { tidyTitle } from '@/lib/conversations/internal/make-title';
import { markRead, storeTitleEntry } from '@/lib/conversations/internal/sql/change-sql';
import { searchTokens } from '@/lib/conversations/search-tokens';
import { inTransaction, type Transaction } from '@/lib/db/in-transaction';
import { sqlRunner } from '@/lib/db/transaction';
import { AppError, notFound } from '@/lib/errors/app-error';

/**
 * Renames (for good: the engine never overwrites a person's title), pins, archives, chooses the shown leaf, marks as
 * read. All or nothing.
 * @throws AppError not-found when the conversation, or the leaf in it, is not there; invalid `title-empty`; conflict
 * `too-many-pinned`.
 */
export async function updateConversation(
  ownerId: string,
  conversationId: string,
  patch: ConversationPatch,
  now: Date,
): Promise<ConversationSummary> {
  const title = patch.title === undefined ? undefined : tidyTitle(patch.title);
  if (title === '')
    throw new AppError({ kind: 'invalid', code: 'title-empty', detail: 'The title has no visible character' });
  // After each answer that is read: one statement.
  if (patch.read === true && Object.keys(patch).length === 1) {
    if (!(await markRead(sqlRunner(), ownerId, conversationId, now))) throw notFound('conversation');
    return getConversationSummary(ownerId, conversationId);
  }
  await inTransaction(async (transaction) => {
    await change(transaction, ownerId, conversationId, { ...patch, title }, now);
    if (title !== undefined) await storeTitleEntry(transaction.sql, conversationId, searchTokens(title));
    if (patch.read === true) await markRead(transaction.sql, ownerId, conversationId, now);
  });
  return getConversationSummary(ownerId, conversationId);
}

/** Counts the pinned ones first: two changes at once may exceed the limit by one, which harms nothing. */
async function change(
  { prisma }: Transaction,
  ownerId: string,
  conversationId: string,
  patch: Omit<ConversationPatch, 'title'> & { readonly title: string | undefined },
  now: Date,
): Promise<void> {
  const found = await findPins(ownerId, conversationId, prisma);
  if (found === null) throw notFound('conversation');
  if (patch.pinned === true && found.pinnedAt === null && (await countPinned(ownerId, prisma)) >= MAX_PINNED)
    throw new AppError({
      kind: 'conflict',
      code: 'too-many-pinned',
      detail: `At most ${MAX_PINNED} conversations can be pinned`,
      values: { limit: MAX_PINNED },
    });
  const isChanged = await changeConversation(ownerId, conversationId, patch, { ...found, now }, prisma);
  if (!isChanged) throw notFound('message');
}
