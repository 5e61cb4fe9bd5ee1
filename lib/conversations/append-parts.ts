import 'server-only';
import type { MessagePart } from '@/lib/conversations/contracts';
import { appendToAnswer, lockConversationOf } from '@/lib/conversations/internal/sql/answers-sql';
import type { SqlRunner } from '@/lib/db/transaction';

/**
 * Locks the conversation of an answer, as every new question and version does first. `isLast`: its conversation is not
 * deleted, shows this answer last, and belongs to an enabled person. Null when there is no such answer any more.
 */
export function lockAnswer(sql: SqlRunner, messageId: string): Promise<{ readonly isLast: boolean } | null> {
  return lockConversationOf(sql, messageId);
}

/** Adds parts without text of their own (calls of tools) to an answer. */
export async function appendParts(
  sql: SqlRunner,
  messageId: string,
  parts: readonly Extract<MessagePart, { type: 'tool' }>[],
): Promise<void> {
  await appendToAnswer(sql, messageId, parts);
}
