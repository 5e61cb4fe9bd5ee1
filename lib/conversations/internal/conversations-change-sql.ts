// SQL: a change and its search entry (a tsvector) in one statement, and a sweep that skips locked rows.
import 'server-only';
import { entryTokens } from '@/lib/conversations/internal/search-entry-sql';

/**
 * Renames, pins, archives, chooses the shown leaf; null leaves a thing as it is. A leaf of another conversation changes
 * nothing at all (no row comes back). Pinning counts on the snapshot: two at once may exceed the limit by one, which
 * harms nothing. $1 owner, $2 conversation, $3 title, $4 pinned, $5 archived, $6 leaf, $7 now, $8 tokens of the title,
 * $9 most pinned, $10 read
 */
export const UPDATE_CONVERSATION = `
  WITH changed AS (
    UPDATE conversation SET
      title = coalesce($3, title),
      title_source = CASE WHEN $3::text IS NULL THEN title_source ELSE 'person' END,
      pinned_at = CASE $4::boolean WHEN true THEN coalesce(pinned_at, $7) WHEN false THEN NULL ELSE pinned_at END,
      archived_at = CASE $5::boolean WHEN true THEN coalesce(archived_at, $7) WHEN false THEN NULL ELSE archived_at END,
      leaf_message_id = coalesce($6, leaf_message_id),
      -- Never before what has ended already: the clocks of two processes may differ.
      read_at = CASE WHEN $10::boolean THEN greatest(
        $7, now(), (SELECT max(finished_at) FROM run WHERE conversation_id = $2), (SELECT max(finished_at) FROM tool_call WHERE conversation_id = $2)
      ) ELSE read_at END
    WHERE id = $2 AND owner_id = $1 AND deleted_at IS NULL
      AND ($6::uuid IS NULL OR EXISTS (SELECT FROM message WHERE id = $6 AND conversation_id = $2))
      AND ($4::boolean IS NOT TRUE OR pinned_at IS NOT NULL
           OR (SELECT count(*) FROM conversation p WHERE p.owner_id = $1 AND p.pinned_at IS NOT NULL AND p.archived_at IS NULL AND p.deleted_at IS NULL) < $9)
    RETURNING id, created_at
  ), entry AS (
    INSERT INTO search_entry (id, owner_id, conversation_id, is_title, tokens, created_at)
    SELECT id, $1::uuid, id, true, ${entryTokens('$8', '$1', "'title'")}, created_at FROM changed WHERE $3::text IS NOT NULL
    ON CONFLICT (id) DO UPDATE SET tokens = excluded.tokens
  )
  SELECT id FROM changed`;

/** $1 conversation, $2 title, $3 tokens */
export const SET_ENGINE_TITLE = `
  WITH changed AS (
    UPDATE conversation SET title = $2, title_source = 'engine' WHERE id = $1 AND title_source = 'text' AND deleted_at IS NULL
    RETURNING id, owner_id, created_at
  ), entry AS (
    INSERT INTO search_entry (id, owner_id, conversation_id, is_title, tokens, created_at)
    SELECT id, owner_id, id, true, ${entryTokens('$3', 'owner_id', "'title'")}, created_at FROM changed
    ON CONFLICT (id) DO UPDATE SET tokens = excluded.tokens
  )
  SELECT id FROM changed`;

/**
 * Messages, runs and search entries go by cascade. SKIP LOCKED: several processes may sweep at once. $1 deleted before,
 * $2 most rows
 */
export const SWEEP_DELETED = `
  DELETE FROM conversation WHERE id IN (
    SELECT id FROM conversation WHERE deleted_at IS NOT NULL AND deleted_at < $1 ORDER BY deleted_at LIMIT $2 FOR UPDATE SKIP LOCKED
  )`;
