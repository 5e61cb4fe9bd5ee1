import 'server-only';
import { MAX_TITLE_LENGTH } from '@/lib/conversations/constants';
import { SET_ENGINE_TITLE } from '@/lib/conversations/internal/conversations-change-sql';
import { tidyTitle } from '@/lib/conversations/internal/make-title';
import { searchTokens } from '@/lib/conversations/search-tokens';
import type { SqlRunner } from '@/lib/db/transaction';

/**
 * Gives a conversation the title an engine wrote, only where it still has the one made from its text. One statement.
 * Returns whether it was set; a title without a visible character is not.
 */
export async function setEngineTitle(sql: SqlRunner, conversationId: string, title: string): Promise<boolean> {
  const tidy = tidyTitle(title).slice(0, MAX_TITLE_LENGTH).toWellFormed().replaceAll('\uFFFD', '');
  if (tidy === '') return false;
  const { rows } = await sql.query<{ id: string }>(SET_ENGINE_TITLE, [conversationId, tidy, searchTokens(tidy)]);
  return rows.length > 0;
}
