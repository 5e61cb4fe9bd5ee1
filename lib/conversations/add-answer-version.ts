import 'server-only';
import { ADD_ANSWER_VERSION } from '@/lib/conversations/internal/conversations-write-sql';
import type { SqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';

export interface NewAnswerVersion {
  readonly ownerId: string;
  /** An answer that exists; the new one becomes its sibling. */
  readonly assistantMessageId: string;
  readonly newAssistantMessageId: string;
  readonly now: Date;
}

/**
 * Stores another, still empty answer to the same question and makes it the shown leaf. One statement.
 * @throws AppError not-found when the answer does not exist, is another person's, or its conversation is deleted.
 */
export async function addAnswerVersion(
  sql: SqlRunner,
  version: NewAnswerVersion,
): Promise<{ conversationId: string; userMessageId: string }> {
  const { rows } = await sql.query<{ conversation_id: string; user_message_id: string }>(ADD_ANSWER_VERSION, [
    version.ownerId,
    version.assistantMessageId,
    version.newAssistantMessageId,
    version.now,
  ]);
  const row = rows[0];
  if (row === undefined) throw notFound('message');
  return { conversationId: row.conversation_id, userMessageId: row.user_message_id };
}
