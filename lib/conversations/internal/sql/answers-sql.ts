// SQL: the path of a question and of its answer, each in one statement or under a row lock.
import 'server-only';
import type { MessageOrigin, MessagePart } from '@/lib/conversations/contracts';
import { entryTokens } from '@/lib/conversations/internal/sql/search-entry-sql';
import { partitionMonth } from '@/lib/conversations/internal/search-partition';
import { storableParts } from '@/lib/conversations/internal/storable-text';
import { namedArguments } from '@/lib/db/named-arguments';
import type { SqlRunner } from '@/lib/db/transaction';

/**
 * Why `add_question` stored nothing, on a fresh snapshot. $1 conversation, $2 owner, $3 question
 */
const EXPLAIN_REFUSED_QUESTION = `
  SELECT
    EXISTS (SELECT FROM conversation WHERE id = $1 AND (owner_id <> $2 OR deleted_at IS NOT NULL)) AS conversation_hidden,
    (SELECT m.conversation_id = $1 AND c.owner_id = $2 FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.id = $3) AS same_question`;

/**
 * The new answer is younger than its siblings, whatever the clocks say: their order is their numbering. $1 owner, $2 an
 * answer of the question, $3 the new answer, $4 now
 */
const ADD_ANSWER_VERSION = `
  WITH version AS (
    INSERT INTO message (id, conversation_id, parent_id, role, created_at)
    SELECT $3, m.conversation_id, m.parent_id, 'assistant', greatest($4::timestamptz, (SELECT max(created_at) FROM message WHERE parent_id = m.parent_id) + interval '1 millisecond')
    FROM message m JOIN conversation c ON c.id = m.conversation_id
    WHERE m.id = $2 AND m.role = 'assistant' AND m.parent_id IS NOT NULL AND c.owner_id = $1 AND c.deleted_at IS NULL
    RETURNING conversation_id, parent_id
  ), shown AS (
    UPDATE conversation SET leaf_message_id = $3, active_at = greatest(active_at, $4)
    FROM version WHERE conversation.id = version.conversation_id
  )
  SELECT conversation_id, parent_id AS user_message_id FROM version`;

/** $1 answer, $2 parts, $3 origin, $4 now, $5 tokens, $6 month */
const SAVE_ANSWER = `
  WITH answer AS (
    UPDATE message SET parts = $2::jsonb, origin = $3::jsonb
    FROM conversation c
    WHERE message.id = $1 AND message.role = 'assistant' AND c.id = message.conversation_id
    RETURNING message.id, c.owner_id, c.id AS conversation_id
  ), entry AS (
    INSERT INTO search_entry (id, owner_id, conversation_id, is_title, tokens, created_at)
    SELECT id, owner_id, conversation_id, false, ${entryTokens('$5', 'owner_id', '$6')}, $4::timestamptz
    FROM answer WHERE cardinality($5::text[]) > 0
    ON CONFLICT (id) DO UPDATE SET tokens = excluded.tokens, created_at = excluded.created_at
  )
  SELECT id FROM answer`;

/**
 * The row's lock comes before the look at its messages: a question that was added meanwhile is seen. Rows that refer to
 * the conversation may be inserted meanwhile, also by transactions that hold its person's line. $1 answer
 */
const LOCK_ANSWER = `
  WITH locked AS MATERIALIZED (
    SELECT c.id, c.deleted_at, c.leaf_message_id, c.owner_id FROM conversation c WHERE c.id = (SELECT conversation_id FROM message WHERE id = $1) FOR NO KEY UPDATE
  )
  SELECT locked.deleted_at IS NULL AND locked.leaf_message_id = $1 AND p.disabled_at IS NULL AS "isLast"
  FROM locked JOIN person p ON p.id = locked.owner_id`;

/** $1 answer, $2 parts */
const APPEND_PARTS = `UPDATE message SET parts = parts || $2::jsonb WHERE id = $1 AND role = 'assistant'`;

/** Stores a question and its empty answer: see prisma/functions/add_question.sql. */
export async function insertQuestion(
  sql: SqlRunner,
  question: Readonly<Record<string, unknown>>,
): Promise<{ readonly isQuestionCreated: boolean; readonly isConversationCreated: boolean | null }> {
  const { list, values } = namedArguments(question);
  const { rows } = await sql.query<{ question_created: boolean; conversation_created: boolean | null }>(
    `SELECT question_created, conversation_created FROM add_question(${list})`,
    values,
  );
  const [row] = rows;
  return {
    isQuestionCreated: row?.question_created === true,
    isConversationCreated: row?.conversation_created ?? null,
  };
}

/** Why `add_question` stored nothing. `isSameQuestion` null: there is no such question. */
export async function explainRefusal(
  sql: SqlRunner,
  conversationId: string,
  ownerId: string,
  questionId: string,
): Promise<{ readonly isHidden: boolean; readonly isSameQuestion: boolean | null }> {
  const { rows } = await sql.query<{ conversation_hidden: boolean; same_question: boolean | null }>(
    EXPLAIN_REFUSED_QUESTION,
    [conversationId, ownerId, questionId],
  );
  const [row] = rows;
  return { isHidden: row?.conversation_hidden ?? true, isSameQuestion: row?.same_question ?? null };
}

/** Stores an empty answer beside another one and shows it; null: that one is not the owner's, or is no answer. */
export async function insertAnswerVersion(
  sql: SqlRunner,
  ownerId: string,
  answerId: string,
  newAnswerId: string,
  now: Date,
): Promise<{ readonly conversationId: string; readonly userMessageId: string } | null> {
  const { rows } = await sql.query<{ conversation_id: string; user_message_id: string }>(ADD_ANSWER_VERSION, [
    ownerId,
    answerId,
    newAnswerId,
    now,
  ]);
  const [row] = rows;
  return row === undefined ? null : { conversationId: row.conversation_id, userMessageId: row.user_message_id };
}

/** Writes an answer and what search finds of it. @returns false: there is no such answer */
export async function updateAnswer(
  sql: SqlRunner,
  answer: {
    readonly messageId: string;
    readonly parts: readonly MessagePart[];
    readonly origin: MessageOrigin;
    readonly now: Date;
  },
  tokens: readonly string[],
): Promise<boolean> {
  const { messageId, parts, origin, now } = answer;
  const values = [messageId, storableParts(parts), JSON.stringify(origin), now, tokens, partitionMonth(now)];
  return (await sql.query(SAVE_ANSWER, values)).rows.length > 0;
}

/** Locks the conversation of an answer; null: there is no such answer. */
export async function lockConversationOf(
  sql: SqlRunner,
  answerId: string,
): Promise<{ readonly isLast: boolean } | null> {
  return (await sql.query<{ isLast: boolean }>(LOCK_ANSWER, [answerId])).rows[0] ?? null;
}

/** Adds parts behind those that an answer has. An answer that is gone stays gone. */
export async function appendToAnswer(sql: SqlRunner, answerId: string, parts: readonly MessagePart[]): Promise<void> {
  await sql.query(APPEND_PARTS, [answerId, JSON.stringify(parts)]);
}
