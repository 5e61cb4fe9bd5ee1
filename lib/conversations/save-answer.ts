import 'server-only';
import type { MessageOrigin, MessagePart } from '@/lib/conversations/contracts';
import { updateAnswer } from '@/lib/conversations/internal/sql/answers-sql';
import { visibleText } from '@/lib/conversations/internal/storable-text';
import { searchTokens } from '@/lib/conversations/search-tokens';
import type { SqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';

export interface SavedAnswer {
  readonly messageId: string;
  readonly parts: readonly MessagePart[];
  readonly origin: MessageOrigin;
  readonly now: Date;
}

/**
 * Writes an answer's parts and origin, and what search finds of it (its text, not its reasoning). One statement; saving
 * again overwrites. Checks no owner: for the run that writes the message.
 * @throws AppError not-found when there is no such answer any more.
 */
export async function saveAnswer(sql: SqlRunner, answer: SavedAnswer): Promise<void> {
  if (!(await updateAnswer(sql, answer, searchTokens(visibleText(answer.parts))))) throw notFound('message');
}
