-- CreateTable
CREATE TABLE "refusal_tally" (
    "key" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "repeats" INTEGER NOT NULL DEFAULT 0,
    "entry" JSONB NOT NULL,

    CONSTRAINT "refusal_tally_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "refusal_tally_opened_at_idx" ON "refusal_tally"("opened_at");

-- Written by hand: what Prisma's schema language cannot say.

-- A segment is what it was when it was sealed; all that happens to it later is that its rows go to an archive, once.
CREATE FUNCTION "guard_audit_segment"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."archived_at" IS NOT NULL OR (NEW."first_seq", NEW."last_seq", NEW."first_at", NEW."last_at", NEW."prev_hash", NEW."last_hash", NEW."sealed_at")
     IS DISTINCT FROM (OLD."first_seq", OLD."last_seq", OLD."first_at", OLD."last_at", OLD."prev_hash", OLD."last_hash", OLD."sealed_at") THEN
    RAISE EXCEPTION 'a sealed segment of the audit log does not change' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "audit_segment_guarded" BEFORE UPDATE ON "audit_segment" FOR EACH ROW EXECUTE FUNCTION "guard_audit_segment"();

-- Closes everything before a time that no segment holds yet; nothing when there is nothing. Waits for writers under way.
CREATE FUNCTION "audit_seal"(before TIMESTAMPTZ) RETURNS SETOF "audit_segment" LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  opening RECORD;
  closing RECORD;
BEGIN
  PERFORM FROM "audit_head" WHERE "id" = 1 FOR UPDATE;
  SELECT "seq", "at", "prev_hash" INTO opening FROM "audit_event"
    WHERE "seq" > coalesce((SELECT max("last_seq") FROM "audit_segment"), 0) ORDER BY "seq" LIMIT 1;
  SELECT "seq", "at", "hash" INTO closing FROM "audit_event" WHERE "at" < before ORDER BY "at" DESC, "seq" DESC LIMIT 1;
  IF opening."seq" IS NULL OR closing."seq" IS NULL OR closing."seq" < opening."seq" THEN
    RETURN;
  END IF;
  RETURN QUERY INSERT INTO "audit_segment" ("first_seq", "last_seq", "first_at", "last_at", "prev_hash", "last_hash", "sealed_at")
    VALUES (opening."seq", closing."seq", opening."at", closing."at", opening."prev_hash", closing."hash", clock_timestamp()) RETURNING *;
END $$;

-- Takes the rows of the oldest sealed segment out, once they stand in a file. Segments leave in order, so that what stays
-- begins where the last archived one ended.
CREATE FUNCTION "audit_remove_segment"(segment_first BIGINT, file_hash BYTEA) RETURNS BIGINT LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  segment RECORD;
  removed BIGINT;
BEGIN
  SELECT * INTO segment FROM "audit_segment" WHERE "archived_at" IS NULL ORDER BY "first_seq" LIMIT 1 FOR UPDATE;
  IF segment."first_seq" IS DISTINCT FROM segment_first OR octet_length(file_hash) <> 32 THEN
    RAISE EXCEPTION 'segment % is not the next one to archive', segment_first;
  END IF;
  UPDATE "audit_segment" SET "archived_at" = transaction_timestamp(), "file_sha256" = file_hash WHERE "first_seq" = segment_first;
  DELETE FROM "audit_event" WHERE "seq" BETWEEN segment."first_seq" AND segment."last_seq";
  GET DIAGNOSTICS removed = ROW_COUNT;
  IF removed <> segment."last_seq" - segment."first_seq" + 1 THEN
    RAISE EXCEPTION 'segment % has % rows instead of %', segment_first, removed, segment."last_seq" - segment."first_seq" + 1;
  END IF;
  RETURN removed;
END $$;

-- For the owner of the tables alone (npm run audit:archive); the app calls audit_append and nothing else.
REVOKE ALL ON FUNCTION "audit_seal"(TIMESTAMPTZ), "audit_remove_segment"(BIGINT, BYTEA) FROM PUBLIC;

-- What happened and how it ended are mostly asked for together.
CREATE INDEX "audit_event_action_outcome" ON "audit_event" ("action", "outcome", "seq");
