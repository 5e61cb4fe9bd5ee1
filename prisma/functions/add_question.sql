-- Stores a question with its empty answer, and the conversation when there is none; idempotent by message id.
-- The insert of the question decides everything: a repeated request waits there for the first one, inserts nothing, and so
-- changes nothing else. The upsert's WHERE repeats the ownership check against the newest version of the row; when it fails
-- (conversation_created is null) the question has no conversation, and the caller must roll back. A question takes its
-- conversation out of the archive. The answer is a millisecond younger, since the tree is read in this order and two clocks
-- made the ids. The tokens of search entries: see lib/conversations/internal/search-entry-sql.ts.
CREATE OR REPLACE FUNCTION "add_question"(
  in_conversation UUID, in_owner UUID, in_question UUID, in_parent UUID, in_parts JSONB, in_answer UUID, in_now TIMESTAMPTZ,
  in_title TEXT, title_tokens TEXT[], question_tokens TEXT[], in_month TEXT
) RETURNS TABLE (question_created BOOLEAN, conversation_created BOOLEAN) LANGUAGE plpgsql AS $$
DECLARE
  aisle TEXT := right(in_owner::text, 1);
  shelf TEXT := '#' || replace(in_owner::text, '-', '');
BEGIN
  RETURN QUERY
  WITH question AS (
    INSERT INTO "message" ("id", "conversation_id", "parent_id", "role", "parts", "created_at")
    SELECT in_question, in_conversation, in_parent, 'user', in_parts, in_now
    WHERE NOT EXISTS (SELECT FROM "conversation" c WHERE c."id" = in_conversation AND (c."owner_id" <> in_owner OR c."deleted_at" IS NOT NULL))
      AND (in_parent IS NULL OR EXISTS (SELECT FROM "message" m WHERE m."id" = in_parent AND m."conversation_id" = in_conversation AND m."role" = 'assistant'))
    ON CONFLICT ("id") DO NOTHING
    RETURNING "id"
  ), owned AS (
    INSERT INTO "conversation" ("id", "owner_id", "title", "leaf_message_id", "created_at", "active_at")
    SELECT in_conversation, in_owner, in_title, in_answer, in_now, in_now FROM question
    ON CONFLICT ("id") DO UPDATE SET "leaf_message_id" = excluded."leaf_message_id",
      "active_at" = greatest("conversation"."active_at", excluded."active_at"), "archived_at" = NULL
      WHERE "conversation"."owner_id" = in_owner AND "conversation"."deleted_at" IS NULL
    RETURNING (xmax = 0) AS created
  ), answer AS (
    INSERT INTO "message" ("id", "conversation_id", "parent_id", "role", "created_at")
    SELECT in_answer, in_conversation, in_question, 'assistant', in_now + interval '1 millisecond' FROM owned
  ), entries AS (
    INSERT INTO "search_entry" ("id", "owner_id", "conversation_id", "is_title", "tokens", "created_at")
    SELECT in_question, in_owner, in_conversation, false,
           array_to_tsvector(ARRAY(SELECT aisle || token FROM unnest(question_tokens) AS token) || (shelf || in_month)), in_now
      FROM owned WHERE cardinality(question_tokens) > 0
    UNION ALL
    SELECT in_conversation, in_owner, in_conversation, true,
           array_to_tsvector(ARRAY(SELECT aisle || token FROM unnest(title_tokens) AS token) || (shelf || 'title')), in_now
      FROM owned WHERE created AND cardinality(title_tokens) > 0
  )
  SELECT EXISTS (SELECT FROM question), (SELECT created FROM owned);
END $$;
