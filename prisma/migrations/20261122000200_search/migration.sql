-- Search: one GIN index over tokens made by the application (no text parser, no extension).
-- Every entry carries, among its tokens, the shelf it stands on: "#<owner>title" or "#<owner><month>". A search asks for
-- shelf AND words, newest shelf first, so that what it visits follows one person's month and not the whole company's history.
-- All other tokens begin with the last digit of the owner's id: sixteen aisles with lists of their own, so that what it reads of the
-- index is about a sixteenth of everybody's.

ALTER TABLE "search_entry" ADD CONSTRAINT "search_entry_conversation_id_fkey"
  FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Tokens are read by the index alone: keep them out of the rows that a search visits (about 70 rows a page instead of 2).
ALTER TABLE "search_entry" SET (toast_tuple_target = 128);

-- No pending list: each search would read it whole, once a shelf.
CREATE INDEX "search_entry_tokens" ON "search_entry" USING gin ("tokens") WITH (fastupdate = off);

-- What a search must leave out, and what the sweep removes.
DROP INDEX "conversation_deleted_at_idx";
CREATE INDEX "conversation_deleted" ON "conversation" ("owner_id", "deleted_at") WHERE "deleted_at" IS NOT NULL;

-- The list: everything a page of it needs to skip rows it does not show.
CREATE INDEX "conversation_pinned" ON "conversation" ("owner_id", "pinned_at" DESC, "id" DESC)
  WHERE "pinned_at" IS NOT NULL AND "archived_at" IS NULL AND "deleted_at" IS NULL;
DROP INDEX "conversation_owner_id_active_at_id_idx";
CREATE INDEX "conversation_listed" ON "conversation" ("owner_id", "active_at" DESC, "id" DESC)
  WHERE "pinned_at" IS NULL AND "archived_at" IS NULL AND "deleted_at" IS NULL;
CREATE INDEX "conversation_archived" ON "conversation" ("owner_id", "active_at" DESC, "id" DESC)
  WHERE "archived_at" IS NOT NULL AND "deleted_at" IS NULL;
