import 'server-only';
import { MAX_TITLE_LENGTH } from '@/lib/conversations/constants';
import { replaceTextTitle } from '@/lib/conversations/internal/conversations-repository';
import { tidyTitle } from '@/lib/conversations/internal/make-title';
import { storeTitleEntry } from '@/lib/conversations/internal/sql/change-sql';
import { searchTokens } from '@/lib/conversations/search-tokens';
import { inTransaction } from '@/lib/db/in-transaction';

/**
 * Gives a conversation the title an engine wrote, only where it still has the one made from its text. Returns whether
 * it was set; a title without a visible character is not.
 */
export async function setEngineTitle(conversationId: string, title: string): Promise<boolean> {
  const tidy = tidyTitle(title).slice(0, MAX_TITLE_LENGTH).toWellFormed().replaceAll('\uFFFD', '');
  if (tidy === '') return false;
  return inTransaction(async ({ prisma, sql }) => {
    if (!(await replaceTextTitle(conversationId, tidy, prisma))) return false;
    await storeTitleEntry(sql, conversationId, searchTokens(tidy));
    return true;
  });
}
