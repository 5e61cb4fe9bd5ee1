import 'server-only';
import { insertAnswerVersion } from '@/lib/conversations/internal/sql/answers-sql';
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
  const stored = await insertAnswerVersion(
    sql,
    version.ownerId,
    version.assistantMessageId,
    version.newAssistantMessageId,
    version.now,
  );
  if (stored === null) throw notFound('message');
  return stored;
}
