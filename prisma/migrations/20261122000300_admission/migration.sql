-- Admission: bookkeeping that keeps one decision cheap with 10,000 runs waiting.

-- How often a run went back to the queue because its process died, and when a subscriber last waited for it.
ALTER TABLE "run" ADD COLUMN "attempts" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "run" ADD COLUMN "last_watched_at" TIMESTAMPTZ(3);

-- How many interactive or resumed runs of a person wait, and how many runs of theirs run, now.
ALTER TABLE "fair_share" ADD COLUMN "waiting" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "fair_share" ADD COLUMN "running" INTEGER NOT NULL DEFAULT 0;

-- Moving average of ((real - expected) / expected)^2: how far an answer's length is from what was expected.
ALTER TABLE "output_average" ADD COLUMN "spread" DOUBLE PRECISION NOT NULL DEFAULT 0.5;

-- The first run of each person's line in a band, in the order of admission.
CREATE TABLE "queue_head" (
    "person_id" UUID NOT NULL,
    "band" "band" NOT NULL,
    "run_id" UUID NOT NULL,
    "enqueued_at" TIMESTAMPTZ(3) NOT NULL,
    "head_since" TIMESTAMPTZ(3) NOT NULL,
    "counter" DOUBLE PRECISION NOT NULL,
    "running" INTEGER NOT NULL,

    CONSTRAINT "queue_head_pkey" PRIMARY KEY ("person_id", "band")
);

-- Written by hand: what Prisma's schema language cannot say.

CREATE INDEX "queue_head_order" ON "queue_head" ("band", "counter", "running", "enqueued_at", "run_id") INCLUDE ("head_since");
CREATE INDEX "queue_head_age" ON "queue_head" ("band", "head_since");
CREATE INDEX "fair_share_busy" ON "fair_share" ("counter") WHERE "waiting" + "running" > 0;
CREATE INDEX "fair_share_counter" ON "fair_share" ("counter");
CREATE INDEX "run_held_by_age" ON "run" ("enqueued_at") WHERE "status" = 'held';

-- Puts the oldest queued run of a person's line at its head. The caller holds the person's fair_share row.
CREATE FUNCTION "refresh_queue_head"(line_person UUID, line_band "band") RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  first_id UUID;
  first_enqueued_at TIMESTAMPTZ(3);
BEGIN
  SELECT "id", "enqueued_at" INTO first_id, first_enqueued_at FROM "run"
    WHERE "status" = 'queued' AND "band" = line_band AND "person_id" = line_person
    ORDER BY "enqueued_at", "id" LIMIT 1;
  IF first_id IS NULL THEN
    DELETE FROM "queue_head" WHERE "person_id" = line_person AND "band" = line_band;
  ELSE
    INSERT INTO "queue_head" ("person_id", "band", "run_id", "enqueued_at", "head_since", "counter", "running")
      SELECT line_person, line_band, first_id, first_enqueued_at, clock_timestamp(), "counter", "running"
        FROM "fair_share" WHERE "person_id" = line_person
      ON CONFLICT ("person_id", "band") DO UPDATE
        SET "run_id" = EXCLUDED."run_id", "enqueued_at" = EXCLUDED."enqueued_at", "head_since" = EXCLUDED."head_since"
        WHERE "queue_head"."run_id" <> EXCLUDED."run_id";
  END IF;
END $$;

-- Where a person who comes back from idle is lifted to (VTC): the smallest counter among those who wait or run;
-- when nobody does, the highest of all, so that debts of a time when the card was idle are forgotten.
CREATE FUNCTION "virtual_counter_floor"(arriving UUID) RETURNS DOUBLE PRECISION LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT "counter" FROM "fair_share" WHERE "waiting" + "running" > 0 AND "person_id" <> arriving ORDER BY "counter" LIMIT 1),
    (SELECT max("counter") FROM "fair_share"),
    0)
$$;

-- Follows every change of a run's place, whoever makes it (a cascade of a deleted conversation too): the counts of
-- fair_share and the heads of the lines are always those of the committed runs.
-- The person's fair_share row is the lock of their line: taken before anything is read, so the reads below are fresh.
CREATE FUNCTION "follow_run_in_queue"() RETURNS trigger LANGUAGE plpgsql AS $$
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
    PERFORM "refresh_queue_head"(line_person, OLD."band");
  END IF;
  IF is_queued AND NOT (was_queued AND OLD."band" = NEW."band") THEN
    PERFORM "refresh_queue_head"(line_person, NEW."band");
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "run_followed_in_queue" AFTER INSERT OR DELETE OR UPDATE OF "status", "band" ON "run"
  FOR EACH ROW EXECUTE FUNCTION "follow_run_in_queue"();

CREATE FUNCTION "follow_fair_share"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "queue_head" SET "counter" = NEW."counter", "running" = NEW."running" WHERE "person_id" = NEW."person_id";
  RETURN NULL;
END $$;

CREATE TRIGGER "fair_share_followed" AFTER UPDATE ON "fair_share" FOR EACH ROW
  WHEN (OLD."counter" IS DISTINCT FROM NEW."counter" OR OLD."running" IS DISTINCT FROM NEW."running")
  EXECUTE FUNCTION "follow_fair_share"();

ALTER TABLE "queue_head" SET (fillfactor = 70);
