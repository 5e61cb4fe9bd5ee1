-- CreateTable
CREATE TABLE "audit_event" (
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "action" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "actor_id" UUID,
    "actor_name" TEXT NOT NULL,
    "address" TEXT,
    "target_kind" TEXT,
    "target_id" TEXT,
    "tool_name" TEXT,
    "conversation_id" UUID,
    "run_id" UUID,
    "call_id" UUID,
    "details" TEXT NOT NULL,
    "prev_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "audit_head" (
    "id" INTEGER NOT NULL,
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_segment" (
    "first_seq" BIGINT NOT NULL,
    "last_seq" BIGINT NOT NULL,
    "first_at" TIMESTAMPTZ(6) NOT NULL,
    "last_at" TIMESTAMPTZ(6) NOT NULL,
    "prev_hash" BYTEA NOT NULL,
    "last_hash" BYTEA NOT NULL,
    "sealed_at" TIMESTAMPTZ(6) NOT NULL,
    "archived_at" TIMESTAMPTZ(6),
    "file_sha256" BYTEA,

    CONSTRAINT "audit_segment_pkey" PRIMARY KEY ("first_seq")
);

-- CreateIndex
CREATE UNIQUE INDEX "audit_segment_last_seq_key" ON "audit_segment"("last_seq");

-- Written by hand: what Prisma's schema language cannot say. What is hashed, and why it is so: docs/audit.md.

ALTER TABLE "audit_head" ADD CONSTRAINT "audit_head_is_one" CHECK ("id" = 1), SET (fillfactor = 10);
INSERT INTO "audit_head" ("id", "seq", "at", "hash") VALUES (1, 0, '1970-01-01T00:00:00Z', decode(repeat('00', 32), 'hex'));

-- Filters of the admin screen, each in the order of the log. Times need no index of their own order: "at" never falls.
CREATE INDEX "audit_event_at" ON "audit_event" ("at", "seq");
CREATE INDEX "audit_event_action" ON "audit_event" ("action", "seq");
CREATE INDEX "audit_event_outcome" ON "audit_event" ("outcome", "seq");
CREATE INDEX "audit_event_actor" ON "audit_event" ("actor_id", "seq") WHERE "actor_id" IS NOT NULL;
CREATE INDEX "audit_event_target" ON "audit_event" ("target_id", "seq") WHERE "target_id" IS NOT NULL;
CREATE INDEX "audit_event_tool" ON "audit_event" ("tool_name", "seq") WHERE "tool_name" IS NOT NULL;
CREATE INDEX "audit_event_conversation" ON "audit_event" ("conversation_id", "seq") WHERE "conversation_id" IS NOT NULL;

-- Rows come in order and stay: the map of what everybody may see (index-only reads) follows every 5,000 rows.
ALTER TABLE "audit_event" SET (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 5000);

-- One field of the canonical row: its length in bytes of UTF-8, ':', itself, ','; a null is '-,'.
CREATE FUNCTION "audit_field"(value TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN value IS NULL THEN '-,' ELSE octet_length(convert_to(value, 'UTF8'))::text || ':' || value || ',' END
$$;

-- The canonical row: everything but the two hashes, which are not part of what they prove.
CREATE FUNCTION "audit_canonical"(event "audit_event") RETURNS BYTEA LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT convert_to(
    "audit_field"('yika-audit-1')
    || "audit_field"((event)."seq"::text)
    || "audit_field"(to_char((event)."at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    || "audit_field"((event)."action") || "audit_field"((event)."outcome")
    || "audit_field"((event)."actor_id"::text) || "audit_field"((event)."actor_name") || "audit_field"((event)."address")
    || "audit_field"((event)."target_kind") || "audit_field"((event)."target_id") || "audit_field"((event)."tool_name")
    || "audit_field"((event)."conversation_id"::text) || "audit_field"((event)."run_id"::text) || "audit_field"((event)."call_id"::text)
    || "audit_field"((event)."details"), 'UTF8')
$$;

-- Whatever is inserted becomes the next link: place, time and hashes are the log's, never the writer's. The head row is
-- locked until the writer's commit, so that the order of the log is the order of the commits.
CREATE FUNCTION "audit_chain"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  head RECORD;
BEGIN
  SELECT "seq", "at", "hash" INTO STRICT head FROM "audit_head" WHERE "id" = 1 FOR UPDATE;
  NEW."seq" := head."seq" + 1;
  -- A clock that is set back must not turn the log's order around.
  NEW."at" := greatest(clock_timestamp(), head."at");
  NEW."prev_hash" := head."hash";
  NEW."hash" := sha256(NEW."prev_hash" || "audit_canonical"(NEW));
  UPDATE "audit_head" SET "seq" = NEW."seq", "at" = NEW."at", "hash" = NEW."hash" WHERE "id" = 1;
  RETURN NEW;
END $$;

CREATE TRIGGER "audit_event_chained" BEFORE INSERT ON "audit_event" FOR EACH ROW EXECUTE FUNCTION "audit_chain"();

-- The one way in for the app, whose role has no right to the tables but to read. Rights are those of the owner of the tables.
CREATE FUNCTION "audit_append"(entries JSON) RETURNS BIGINT LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  INSERT INTO "audit_event" ("action", "outcome", "actor_id", "actor_name", "address", "target_kind", "target_id", "tool_name", "conversation_id", "run_id", "call_id", "details")
    SELECT "action", "outcome", "actor_id", "actor_name", "address", "target_kind", "target_id", "tool_name", "conversation_id", "run_id", "call_id", "details"
      FROM json_to_recordset(entries) AS given("action" TEXT, "outcome" TEXT, "actor_id" UUID, "actor_name" TEXT, "address" TEXT, "target_kind" TEXT, "target_id" TEXT,
                                               "tool_name" TEXT, "conversation_id" UUID, "run_id" UUID, "call_id" UUID, "details" TEXT);
  SELECT "seq" FROM "audit_head" WHERE "id" = 1
$$;

CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only: % of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION "guard_audit_head"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Depth 1: a statement of somebody's own; the log itself moves the head from inside audit_chain.
  IF pg_trigger_depth() = 1 THEN
    RAISE EXCEPTION 'the head of the audit log is moved by the log alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER "audit_head_guarded" BEFORE UPDATE ON "audit_head" FOR EACH ROW EXECUTE FUNCTION "guard_audit_head"();
CREATE TRIGGER "audit_head_kept" BEFORE INSERT OR DELETE OR TRUNCATE ON "audit_head" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "audit_event_append_only" BEFORE UPDATE OR TRUNCATE ON "audit_event" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "audit_segment_kept" BEFORE DELETE OR TRUNCATE ON "audit_segment" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();

-- Rows leave only with their sealed segment, in the transaction that marks it as archived, and after a file was written for it.
CREATE FUNCTION "guard_audit_delete"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM "audit_segment" WHERE OLD."seq" BETWEEN "first_seq" AND "last_seq" AND "archived_at" = transaction_timestamp() AND "file_sha256" IS NOT NULL) THEN
    RAISE EXCEPTION 'the audit log is append-only: DELETE of event % is refused', OLD."seq" USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN OLD;
END $$;

CREATE TRIGGER "audit_event_kept" BEFORE DELETE ON "audit_event" FOR EACH ROW EXECUTE FUNCTION "guard_audit_delete"();
