-- Trigger of run: keeps the counts of fair_share and the heads of the lines those of the committed runs, whatever changes a
-- run (a cascade of a deleted conversation too). The person's fair_share row is the lock of their line: it is taken before
-- anything is read, so the reads below are fresh.
CREATE OR REPLACE FUNCTION "follow_run_in_queue"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  line_person UUID;
  was_queued BOOLEAN := false;
  is_queued BOOLEAN := false;
  waiting_change INTEGER := 0;
  running_change INTEGER := 0;
  line_floor DOUBLE PRECISION := 0;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    line_person := OLD."person_id";
    was_queued := OLD."status" = 'queued';
    waiting_change := waiting_change - (was_queued AND OLD."band" <> 'background')::int;
    running_change := running_change - (OLD."status" = 'running')::int;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    line_person := NEW."person_id";
    is_queued := NEW."status" = 'queued';
    waiting_change := waiting_change + (is_queued AND NEW."band" <> 'background')::int;
    running_change := running_change + (NEW."status" = 'running')::int;
  END IF;
  IF NOT was_queued AND NOT is_queued AND running_change = 0 THEN
    RETURN NULL;
  END IF;
  IF is_queued THEN
    line_floor := "virtual_counter_floor"(line_person);
  END IF;
  INSERT INTO "fair_share" ("person_id", "counter", "waiting", "running")
    VALUES (line_person, line_floor, greatest(waiting_change, 0), greatest(running_change, 0))
    ON CONFLICT ("person_id") DO UPDATE SET
      "waiting" = "fair_share"."waiting" + waiting_change,
      "running" = "fair_share"."running" + running_change,
      "counter" = CASE WHEN is_queued AND "fair_share"."waiting" + "fair_share"."running" = 0
                       THEN greatest("fair_share"."counter", line_floor) ELSE "fair_share"."counter" END;
  IF was_queued THEN
    PERFORM "refresh_queue_head"(line_person, OLD."band", OLD."pool");
  END IF;
  IF is_queued AND NOT (was_queued AND OLD."band" = NEW."band" AND OLD."pool" = NEW."pool") THEN
    PERFORM "refresh_queue_head"(line_person, NEW."band", NEW."pool");
  END IF;
  RETURN NULL;
END $$;
