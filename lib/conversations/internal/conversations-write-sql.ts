import 'server-only';
import { entryTokens } from '@/lib/conversations/internal/search-entry-sql';

/**
 * Stores a question with its empty answer, and the conversation when there is none: one statement, idempotent by message id.
 *
 * Everything hangs on the insert of the question: a repeated request waits there for the first one, inserts nothing, and so changes
 * nothing else. The upsert's WHERE repeats the ownership check against the row's newest version; when it fails the statement has
 * inserted a question without a conversation, and the caller must roll back. A question brings its conversation back from the archive.
 * The answer is a millisecond younger: the tree is read in this order, and the ids were made by two clocks.
 *
 * $1 conversation, $2 owner, $3 question, $4 parent or null, $5 parts, $6 answer, $7 now, $8 title, $9 tokens of the title,
 * $10 tokens of the question, $11 month
 */
export const ADD_QUESTION = `
  WITH question AS (
    INSERT INTO message (id, conversation_id, parent_id, role, parts, created_at)
    SELECT $3, $1, $4, 'user', $5::jsonb, $7
    WHERE NOT EXISTS (SELECT FROM conversation WHERE id = $1 AND (owner_id <> $2 OR deleted_at IS NOT NULL))
      AND ($4::uuid IS NULL OR EXISTS (SELECT FROM message WHERE id = $4 AND conversation_id = $1 AND role = 'assistant'))
    ON CONFLICT (id) DO NOTHING
    RETURNING id
  ), owned AS (
    INSERT INTO conversation (id, owner_id, title, leaf_message_id, created_at, active_at)
    SELECT $1, $2, $8, $6, $7, $7 FROM question
    ON CONFLICT (id) DO UPDATE SET leaf_message_id = excluded.leaf_message_id, active_at = greatest(conversation.active_at, excluded.active_at),
      archived_at = NULL
      WHERE conversation.owner_id = $2 AND conversation.deleted_at IS NULL
    RETURNING (xmax = 0) AS created
  ), answer AS (
    INSERT INTO message (id, conversation_id, parent_id, role, created_at)
    SELECT $6, $1, $3, 'assistant', $7::timestamptz + interval '1 millisecond' FROM owned
  ), entries AS (
    INSERT INTO search_entry (id, owner_id, conversation_id, is_title, tokens, created_at)
    SELECT $3::uuid, $2, $1, false, ${entryTokens('$10', '$2', '$11')}, $7::timestamptz FROM owned WHERE cardinality($10::text[]) > 0
    UNION ALL
    SELECT $1::uuid, $2, $1, true, ${entryTokens('$9', '$2', "'title'")}, $7 FROM owned WHERE created AND cardinality($9::text[]) > 0
  )
  SELECT EXISTS (SELECT FROM question) AS question_created, (SELECT created FROM owned) AS conversation_created`;

/**
 * Why ADD_QUESTION stored nothing, on a fresh snapshot. $1 conversation, $2 owner, $3 question
 */
export const EXPLAIN_REFUSED_QUESTION = `
  SELECT
    EXISTS (SELECT FROM conversation WHERE id = $1 AND (owner_id <> $2 OR deleted_at IS NOT NULL)) AS conversation_hidden,
    (SELECT m.conversation_id = $1 AND c.owner_id = $2 FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.id = $3) AS same_question`;

/** The new answer is younger than its siblings, whatever the clocks say: their order is their numbering. $1 owner, $2 an answer of the question, $3 the new answer, $4 now */
export const ADD_ANSWER_VERSION = `
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
export const SAVE_ANSWER = `
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
