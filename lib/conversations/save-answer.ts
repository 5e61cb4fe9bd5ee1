import 'server-only';
import type { MessageOrigin, MessagePart } from '@/lib/conversations/contracts';
import { SAVE_ANSWER } from '@/lib/conversations/internal/conversations-write-sql';
import { partitionMonth } from '@/lib/conversations/internal/search-partition';
import { storableParts, visibleText } from '@/lib/conversations/internal/storable-text';
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
  const { rows } = await sql.query<{ id: string }>(SAVE_ANSWER, [
    answer.messageId,
    storableParts(answer.parts),
    JSON.stringify(answer.origin),
    answer.now,
    searchTokens(visibleText(answer.parts)),
    partitionMonth(answer.now),
  ]);
  if (rows.length === 0) throw notFound('message');
}
