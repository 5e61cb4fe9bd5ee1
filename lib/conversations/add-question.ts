import 'server-only';
import type { FilePart } from '@/lib/conversations/contracts';
import { makeTitle } from '@/lib/conversations/internal/make-title';
import { explainRefusal, insertQuestion } from '@/lib/conversations/internal/sql/answers-sql';
import { partitionMonth } from '@/lib/conversations/internal/search-partition';
import { storableParts, storableText } from '@/lib/conversations/internal/storable-text';
import { searchTokens } from '@/lib/conversations/search-tokens';
import type { SqlRunner } from '@/lib/db/transaction';
import { AppError, notFound } from '@/lib/errors/app-error';

export interface NewQuestion {
  readonly conversationId: string;
  readonly ownerId: string;
  readonly messageId: string;
  /** The answer it stands under; null for a first question and for another version of the first. */
  readonly parentId: string | null;
  readonly text: string;
  readonly files?: readonly FilePart[];
  /** The empty answer that is stored with it. */
  readonly assistantMessageId: string;
  readonly now: Date;
}

export interface AddedQuestion {
  /** False: this message id was stored before, and nothing changed. */
  readonly created: boolean;
  readonly conversationCreated: boolean;
}

/**
 * Stores a question and its empty answer, makes the answer the shown leaf, and creates the conversation when it does
 * not exist. One statement on the way everyone goes; a second one only to find out why nothing was stored. Must run in
 * a transaction: roll back on throw.
 * @throws AppError not-found when the conversation or the message is another person's or deleted; invalid
 * `parent-message-unknown`.
 */
export async function addQuestion(sql: SqlRunner, question: NewQuestion): Promise<AddedQuestion> {
  const row = await insertQuestion(sql, questionArguments(question));
  if (!row.isQuestionCreated) return explainRefusedQuestion(sql, question);
  if (row.isConversationCreated === null) throw notFound('conversation');
  return { created: true, conversationCreated: row.isConversationCreated };
}

/** The arguments of the database's function `add_question` by name, for statements that do more than that. */
export function questionArguments(question: NewQuestion): Readonly<Record<string, unknown>> {
  const text = storableText(question.text);
  const title = makeTitle(text);
  return {
    in_conversation: question.conversationId,
    in_owner: question.ownerId,
    in_question: question.messageId,
    in_parent: question.parentId,
    in_parts: storableParts([...(question.files ?? []), { type: 'text', text }]),
    in_answer: question.assistantMessageId,
    in_now: question.now,
    in_title: title,
    title_tokens: searchTokens(title),
    question_tokens: searchTokens(text),
    in_month: partitionMonth(question.now),
  };
}

/**
 * Why `add_question` stored nothing: `created` false when the same question is stored already.
 * @throws AppError as `addQuestion`
 */
export async function explainRefusedQuestion(
  sql: SqlRunner,
  { conversationId, ownerId, messageId }: Pick<NewQuestion, 'conversationId' | 'ownerId' | 'messageId'>,
): Promise<AddedQuestion> {
  const { isHidden, isSameQuestion } = await explainRefusal(sql, conversationId, ownerId, messageId);
  if (isHidden || isSameQuestion === false) throw notFound('conversation');
  if (isSameQuestion === true) return { created: false, conversationCreated: false };
  throw new AppError({
    kind: 'invalid',
    code: 'parent-message-unknown',
    detail: 'parentId is not an answer of this conversation',
  });
}
