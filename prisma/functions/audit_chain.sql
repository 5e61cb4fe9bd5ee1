-- Trigger of audit_event: an inserted row becomes the next link. The log sets number, time and hashes, never the writer. The
-- head row is locked until the writer's commit, so the order of the log is the order of the commits.
CREATE OR REPLACE FUNCTION "audit_chain"() RETURNS trigger LANGUAGE plpgsql AS $$
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
