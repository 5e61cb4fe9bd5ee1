-- Trigger of fair_share. One statement may change a row twice (its own update, and the trigger on run), and the triggers of
-- the first change run after the second: the heads get the row as it is now, not as it was when the trigger was queued.
CREATE OR REPLACE FUNCTION "follow_fair_share"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "queue_head" h SET "counter" = f."counter", "running" = f."running"
    FROM "fair_share" f WHERE f."person_id" = NEW."person_id" AND h."person_id" = NEW."person_id";
  RETURN NULL;
END $$;
