import 'server-only';
import { MAX_PINNED, type ConversationPatch, type ConversationSummary } from '@/lib/conversations/contracts';
import { getConversationSummary } from '@/lib/conversations/get-conversation';
import { UPDATE_CONVERSATION } from '@/lib/conversations/internal/conversations-change-sql';
import { countPinned, findPinnedAt } from '@/lib/conversations/internal/conversations-repository';
import { tidyTitle } from '@/lib/conversations/internal/make-title';
import { searchTokens } from '@/lib/conversations/search-tokens';
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
  const title = patch.title === undefined ? null : tidyTitle(patch.title);
  if (title === '')
    throw new AppError({ kind: 'invalid', code: 'title-empty', detail: 'The title has no visible character' });
  const { rowCount } = await sqlRunner().query(UPDATE_CONVERSATION, [
    ownerId,
    conversationId,
    title,
    patch.pinned ?? null,
    patch.archived ?? null,
    patch.leafMessageId ?? null,
    now,
    searchTokens(title ?? ''),
    MAX_PINNED,
    patch.read ?? false,
  ]);
  if (rowCount === 0) throw await whyRefused(ownerId, conversationId, patch);
  return getConversationSummary(ownerId, conversationId);
}

async function whyRefused(ownerId: string, conversationId: string, patch: ConversationPatch): Promise<AppError> {
  const found = await findPinnedAt(ownerId, conversationId);
  if (found === null) return notFound('conversation');
  if (patch.pinned === true && found.pinnedAt === null && (await countPinned(ownerId)) >= MAX_PINNED) {
    return new AppError({
      kind: 'conflict',
      code: 'too-many-pinned',
      detail: `At most ${MAX_PINNED} conversations can be pinned`,
      values: { limit: MAX_PINNED },
    });
  }
  return notFound('message');
}
