-- Finds the first run of a person's line in a band of a pool. The head is found by seeking in run_queue_of_person, written so that no
-- other index can serve the order: with "= person" the planner may walk run_queue_by_age instead, past everybody's runs, when
-- its statistics know only one person with many runs.
CREATE OR REPLACE FUNCTION "refresh_queue_head"(line_person UUID, line_band "band", line_pool TEXT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  head RECORD;
BEGIN
  SELECT "pool", "band", "person_id", "id", "enqueued_at" INTO head FROM "run"
    WHERE "status" = 'queued' AND ("pool", "band", "person_id", "enqueued_at") >= (line_pool, line_band, line_person, '-infinity'::timestamptz)
    ORDER BY "pool", "band", "person_id", "enqueued_at", "id" LIMIT 1;
  IF head."id" IS NULL OR head."pool" <> line_pool OR head."band" <> line_band OR head."person_id" <> line_person THEN
    DELETE FROM "queue_head" WHERE "person_id" = line_person AND "band" = line_band AND "pool" = line_pool;
  ELSE
    INSERT INTO "queue_head" ("pool", "person_id", "band", "run_id", "enqueued_at", "head_since", "counter", "running")
      SELECT line_pool, line_person, line_band, head."id", head."enqueued_at", clock_timestamp(), "counter", "running"
        FROM "fair_share" WHERE "person_id" = line_person
      ON CONFLICT ("person_id", "band", "pool") DO UPDATE
        SET "run_id" = EXCLUDED."run_id", "enqueued_at" = EXCLUDED."enqueued_at", "head_since" = EXCLUDED."head_since"
        WHERE "queue_head"."run_id" <> EXCLUDED."run_id";
  END IF;
END $$;
