-- Seals the events before a time that are in no segment yet; no row when there are none. Waits for writers under way.
CREATE OR REPLACE FUNCTION "audit_seal"(before TIMESTAMPTZ) RETURNS SETOF "audit_segment" LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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
REVOKE ALL ON FUNCTION "audit_seal"(TIMESTAMPTZ) FROM PUBLIC;
