-- AlterTable
ALTER TABLE "conversation" ADD COLUMN     "pool" TEXT;

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "pool" TEXT NOT NULL DEFAULT 'default';

-- AlterTable
ALTER TABLE "queue_head" DROP CONSTRAINT "queue_head_pkey",
ADD COLUMN     "pool" TEXT NOT NULL DEFAULT 'default',
ADD CONSTRAINT "queue_head_pkey" PRIMARY KEY ("person_id", "band", "pool");

-- AlterTable
ALTER TABLE "engine" ADD COLUMN     "admission" TEXT NOT NULL DEFAULT 'open',
ADD COLUMN     "allows_tools" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "group_ids" UUID[] DEFAULT ARRAY[]::UUID[],
ADD COLUMN     "input_price" DOUBLE PRECISION,
ADD COLUMN     "location" TEXT NOT NULL DEFAULT 'internal',
ADD COLUMN     "monthly_limit" DOUBLE PRECISION,
ADD COLUMN     "output_price" DOUBLE PRECISION,
ADD COLUMN     "pool" TEXT NOT NULL DEFAULT 'default',
ADD COLUMN     "secret_name" TEXT,
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "wanted_context_tokens" INTEGER,
ADD COLUMN     "wanted_kv_tokens" INTEGER,
ADD COLUMN     "wanted_model" TEXT,
ADD COLUMN     "wanted_slots" INTEGER,
ADD COLUMN     "weight" DOUBLE PRECISION NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "engine_usage" (
    "engine_id" TEXT NOT NULL,
    "month" DATE NOT NULL,
    "prompt_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,
    "cost" DOUBLE PRECISION NOT NULL DEFAULT 0,

    CONSTRAINT "engine_usage_pkey" PRIMARY KEY ("engine_id","month")
);

-- Lines are of a pool. Partial and covering indexes, and the trigger's columns, are not in schema.prisma.
DROP INDEX "queue_head_order";
DROP INDEX "queue_head_age";
CREATE INDEX "queue_head_order" ON "queue_head" ("pool", "band", "counter", "running", "enqueued_at", "run_id") INCLUDE ("head_since");
CREATE INDEX "queue_head_age" ON "queue_head" ("pool", "band", "head_since");
DROP INDEX "run_queue_of_person";
CREATE INDEX "run_queue_of_person" ON "run" ("pool", "band", "person_id", "enqueued_at", "id") WHERE "status" = 'queued';
DROP TRIGGER "run_followed_in_queue" ON "run";
CREATE TRIGGER "run_followed_in_queue" AFTER INSERT OR DELETE OR UPDATE OF "status", "band", "pool" ON "run"
  FOR EACH ROW EXECUTE FUNCTION "follow_run_in_queue"();
-- Runs that were admitted before there were several engines.
UPDATE "run" SET "engine_id" = 'default' WHERE "engine_id" IS NULL AND "admitted_at" IS NOT NULL;

DROP FUNCTION admit_runs(text,uuid,double precision,double precision,double precision,double precision,double precision);
-- One decision: admits as many runs as fit on the engines, in the order of next_admission, and notifies the other processes that
-- get some ('admission'). It reads without the lock first: a change that this read does not see is followed by a decision of its
-- own. Under the lock what is read stays true until the commit: slots and reservations are raised only under it (or by the growth
-- of a run itself). The commit need not wait for the disk (docs/decisions/0020).
-- The least loaded engine takes the first run it has room for. Each run gets its lease, its reservation and its charge. A run
-- larger than the whole memory of an engine runs alone.
CREATE OR REPLACE FUNCTION "admit_runs"(
  in_instance UUID, ageing_ms DOUBLE PRECISION, lease_ttl_ms DOUBLE PRECISION, home_alive_ms DOUBLE PRECISION,
  prompt_charge DOUBLE PRECISION, output_charge DOUBLE PRECISION
) RETURNS SETOF "run" LANGUAGE plpgsql AS $$
DECLARE
  target RECORD;
  upcoming RECORD;
  admitted "run"%ROWTYPE;
  others UUID[] := '{}';
  other UUID;
  fits BOOLEAN;
  is_locked BOOLEAN := false;
BEGIN
  LOOP
    fits := false;
    FOR target IN
      SELECT e."id", e."pool", EXISTS (SELECT 1 FROM "engine" o WHERE o."pool" = e."pool" AND o."id" <> e."id") AS is_shared
      FROM (SELECT "engine".*, "engine_slots"("engine") AS slots, (SELECT count(*) FROM "run" u WHERE u."status" = 'running' AND u."engine_id" = "engine"."id") AS running
              FROM "engine" WHERE "state" = 'online') e
      WHERE e.running < e.slots ORDER BY (e.running + 1) / (e.slots * greatest(e."weight", 0.01)), e."id"
    LOOP
      SELECT * INTO upcoming FROM "next_admission"(target."id", target."pool", target.is_shared, ageing_ms);
      fits := upcoming.run_id IS NOT NULL AND upcoming.running < upcoming.slots
        AND (upcoming.running = 0 OR upcoming.reserved + upcoming.need <= upcoming.kv_tokens);
      EXIT WHEN fits;
    END LOOP;
    EXIT WHEN NOT fits;
    IF NOT is_locked THEN
      is_locked := true;
      PERFORM set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock(hashtext('yika.admission'));
      CONTINUE;
    END IF;
    -- The run may stop being queued while its person's line is locked by somebody else: then look again.
    PERFORM 1 FROM "fair_share" f WHERE f."person_id" = upcoming.person_id FOR UPDATE;
    UPDATE "run" r SET
      "status" = 'running', "phase" = 'prefill', "engine_id" = target."id", "reserved_tokens" = r."prompt_tokens" + r."expected_output",
      "charged_tokens" = (r."prompt_tokens" * prompt_charge + r."expected_output" * output_charge) / "charge_weight"(target."id", p."weight"),
      "instance_id" = coalesce((SELECT i."id" FROM "instance" i WHERE i."id" = r."home_instance_id" AND i."heartbeat_at" > clock_timestamp() - home_alive_ms * interval '1 ms'), in_instance),
      "lease_epoch" = r."lease_epoch" + 1, "lease_expires_at" = clock_timestamp() + lease_ttl_ms * interval '1 ms', "admitted_at" = clock_timestamp(), "output_tokens" = 0
    FROM "person" p
    WHERE r."id" = upcoming.run_id AND p."id" = r."person_id" AND r."status" = 'queued'
    RETURNING r.* INTO admitted;
    CONTINUE WHEN NOT FOUND;
    UPDATE "fair_share" f SET "counter" = f."counter" + admitted."charged_tokens" WHERE f."person_id" = admitted."person_id";
    IF admitted."instance_id" <> in_instance AND admitted."instance_id" <> ALL (others) THEN
      others := others || admitted."instance_id";
    END IF;
    RETURN NEXT admitted;
  END LOOP;
  FOREACH other IN ARRAY others LOOP
    PERFORM pg_notify('admission', other::text);
  END LOOP;
END $$;

-- What the tokens of a run are divided by when its person is charged: their weight. An external service costs no GPU time of the
-- company: there nothing is charged.
CREATE OR REPLACE FUNCTION "charge_weight"(in_engine TEXT, person_weight DOUBLE PRECISION) RETURNS DOUBLE PRECISION LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN (SELECT "location" FROM "engine" WHERE "id" = in_engine) = 'external' THEN 'Infinity' ELSE greatest(person_weight, 0.01) END
$$;

-- How many runs an engine may execute now. A draining engine goes on with what waits for it, unless another one of its pool can.
CREATE OR REPLACE FUNCTION "engine_slots"(given "engine") RETURNS INTEGER LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN given."state" <> 'online' OR given."admission" = 'paused' THEN 0
    WHEN given."admission" = 'draining' AND EXISTS (
      SELECT 1 FROM "engine" o WHERE o."pool" = given."pool" AND o."id" <> given."id" AND o."state" = 'online' AND o."admission" = 'open') THEN 0
    ELSE greatest(given."max_concurrent" - given."foreign_slots", 0) END
$$;

DROP FUNCTION enqueue_run(boolean,uuid,run_kind,uuid,uuid,uuid,uuid,mode,band,integer,double precision,uuid,timestamp with time zone,integer,integer,double precision,double precision,integer,uuid,double precision,integer,double precision);
-- Adds a run within the limits: 'held' while an earlier one of its conversation is unfinished, else 'queued' (the trigger of
-- run then lifts the person's counter when they were idle). It locks the person's line first: until the end of the transaction
-- nobody else adds, admits, finishes or stops runs of this person. Status null: a limit was reached, and nothing was stored.
-- The limits count background runs and all others apart, so that background work cannot keep people out. A person's limit is one
-- over all pools; each pool has its own queue.
-- The expected output is a mean of samples: the person's own, everybody's, and the prior.
-- When it is not wanted, it does nothing and returns no row.
CREATE OR REPLACE FUNCTION "enqueue_run"(
  wanted BOOLEAN, in_id UUID, in_kind "run_kind", in_conversation UUID, in_question UUID, in_answer UUID, in_person UUID, in_mode "mode",
  in_band "band", in_pool TEXT, in_prompt_tokens INTEGER, in_output_budget DOUBLE PRECISION, in_instance UUID, in_now TIMESTAMPTZ,
  limit_per_person INTEGER, limit_global INTEGER, output_prior DOUBLE PRECISION, prior_samples DOUBLE PRECISION, max_samples INTEGER,
  everyone UUID, everyone_samples DOUBLE PRECISION, own_spread_samples INTEGER, spread_between_people DOUBLE PRECISION
) RETURNS TABLE (status TEXT, person_full BOOLEAN, queue_full BOOLEAN) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  IF NOT wanted THEN
    RETURN;
  END IF;
  INSERT INTO "fair_share" ("person_id") VALUES (in_person) ON CONFLICT ("person_id") DO UPDATE SET "counter" = "fair_share"."counter";
  RETURN QUERY
  WITH state AS (
    SELECT (SELECT count(*) FROM "run" r WHERE r."person_id" = in_person AND r."status" IN ('queued', 'held')
              AND (r."band" = 'background') = (in_band = 'background')) >= limit_per_person AS is_person_full,
           EXISTS (SELECT 1 FROM "run" r WHERE r."status" = 'queued' AND r."pool" = in_pool AND (r."band" = 'background') = (in_band = 'background')
              OFFSET limit_global - 1) AS is_queue_full,
           EXISTS (SELECT 1 FROM "run" r WHERE r."conversation_id" = in_conversation
              AND r."status" IN ('held', 'queued', 'running', 'waiting_approval')) AS has_earlier),
  samples AS (
    SELECT least(coalesce(o."samples", 0), max_samples) AS own, coalesce(o."tokens", 0) AS own_tokens,
           least(coalesce(a."samples", 0), max_samples) AS others, coalesce(a."tokens", 0) AS others_tokens,
           -- What everybody's average counts for against the person's own: less, the more alike the person's answers are.
           everyone_samples * CASE WHEN o."samples" >= own_spread_samples THEN greatest(0.05, least(1, o."spread" / spread_between_people)) ELSE 1 END AS weight
    FROM (SELECT 1) one
    LEFT JOIN "output_average" o ON o."person_id" = in_person AND o."mode" = in_mode
    LEFT JOIN "output_average" a ON a."person_id" = everyone AND a."mode" = in_mode),
  expected AS (
    SELECT ((output_prior * prior_samples + others * others_tokens) / (prior_samples + others) * weight + own * own_tokens) / (weight + own) AS tokens FROM samples),
  added AS (
    INSERT INTO "run" ("id", "kind", "conversation_id", "user_message_id", "assistant_message_id", "person_id", "mode", "band", "pool", "status",
                       "prompt_tokens", "expected_output", "home_instance_id", "enqueued_at")
    SELECT in_id, in_kind, in_conversation, in_question, in_answer, in_person, in_mode, in_band, in_pool, CASE WHEN has_earlier THEN 'held' ELSE 'queued' END::"run_status",
           in_prompt_tokens, greatest(1, least(in_output_budget, round(expected.tokens)))::int, in_instance, in_now
    FROM state, expected WHERE NOT is_person_full AND NOT is_queue_full
    RETURNING "run"."status")
  SELECT added."status"::text, is_person_full, is_queue_full FROM state LEFT JOIN added ON true;
END $$;

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

-- Whether a run had better wait for another engine of its pool than start on this one: the other has its conversation in the
-- prefix cache (it ran there last), and is expected to be free sooner than this one would have read those tokens. Rates are
-- those measured, else the guesses of lib/admission/internal/card-rates.ts. What is shorter than 16 tokens of rest counts as 16.
CREATE OR REPLACE FUNCTION "has_prefix_elsewhere"(in_run UUID, in_engine TEXT) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM "run" r
    CROSS JOIN LATERAL (
      SELECT p."engine_id", least(p."prompt_tokens" + p."output_tokens", r."prompt_tokens") AS tokens FROM "run" p
      WHERE p."conversation_id" = r."conversation_id" AND p."engine_id" IS NOT NULL
      ORDER BY p."id" = r."id" DESC, p."enqueued_at" DESC LIMIT 1) cached
    JOIN "engine" e ON e."id" = cached."engine_id" AND e."pool" = r."pool" AND e."id" <> in_engine
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS running, coalesce(sum(u."reserved_tokens"), 0) AS reserved,
             coalesce(min(greatest(u."expected_output" - u."output_tokens", 16)), 0) AS rest
      FROM "run" u WHERE u."status" = 'running' AND u."engine_id" = e."id") there
    WHERE r."id" = in_run AND "engine_slots"(e) > 0
      AND cached.tokens / coalesce((e."rates" ->> 'prefillTokensPerSecond')::float8, 3000) >
          CASE WHEN there.running < "engine_slots"(e) AND (there.running = 0 OR there.reserved + r."prompt_tokens" + r."expected_output" <= e."kv_tokens") THEN 0
               ELSE there.rest / coalesce((e."rates" -> 'decodeTokensPerSecond' ->> (there.running - 1))::float8, 70) END)
$$;

DROP FUNCTION next_admission(text,double precision);
-- What an engine holds (slots 0 while it admits nobody) and the next run of its pool, if any, with the tokens it needs. In a pool
-- of several engines (is_shared) runs are passed over that had better wait for another one, see has_prefix_elsewhere.
-- The order: band (resumed, interactive, background; one up for every ageing_ms at the head of its line), then the person's
-- virtual counter, then fewer running runs, then first come. Only heads of lines are read, each branch reads one entry of the
-- index queue_head_order. lib/admission/internal/queue-order.ts is the same in TypeScript, for the simulation.
CREATE OR REPLACE FUNCTION "next_admission"(in_engine TEXT, in_pool TEXT, is_shared BOOLEAN, ageing_ms DOUBLE PRECISION)
RETURNS TABLE (slots INTEGER, kv_tokens INTEGER, running INTEGER, reserved INTEGER, run_id UUID, person_id UUID, need INTEGER) LANGUAGE sql STABLE AS $$
  SELECT e.slots, e.kv_tokens, u.running, u.reserved, r."id", r."person_id", r."prompt_tokens" + r."expected_output"
  FROM (SELECT "engine_slots"(own) AS slots, own."kv_tokens" FROM "engine" own WHERE own."id" = in_engine) e
  CROSS JOIN (SELECT count(*)::int AS running, coalesce(sum("reserved_tokens"), 0)::int AS reserved FROM "run" WHERE "status" = 'running' AND "engine_id" = in_engine) u
  LEFT JOIN (SELECT candidate.run_id FROM (
    (SELECT 0 AS level, h."run_id", h."counter", h."running", h."enqueued_at" FROM "queue_head" h WHERE h."pool" = in_pool AND h."band" = 'resumed'
       AND NOT (is_shared AND "has_prefix_elsewhere"(h."run_id", in_engine)) ORDER BY h."counter", h."running", h."enqueued_at", h."run_id" LIMIT 1)
    UNION ALL
    (SELECT 0, h."run_id", h."counter", h."running", h."enqueued_at" FROM "queue_head" h WHERE h."pool" = in_pool AND h."band" = 'interactive' AND h."head_since" <= statement_timestamp() - ageing_ms * interval '1 ms'
       AND EXISTS (SELECT 1 FROM "queue_head" o WHERE o."pool" = in_pool AND o."band" = 'interactive' AND o."head_since" <= statement_timestamp() - ageing_ms * interval '1 ms')
       AND NOT (is_shared AND "has_prefix_elsewhere"(h."run_id", in_engine)) ORDER BY h."counter", h."running", h."enqueued_at", h."run_id" LIMIT 1)
    UNION ALL
    (SELECT 0, h."run_id", h."counter", h."running", h."enqueued_at" FROM "queue_head" h WHERE h."pool" = in_pool AND h."band" = 'background' AND h."head_since" <= statement_timestamp() - ageing_ms * 2 * interval '1 ms'
       AND EXISTS (SELECT 1 FROM "queue_head" o WHERE o."pool" = in_pool AND o."band" = 'background' AND o."head_since" <= statement_timestamp() - ageing_ms * 2 * interval '1 ms')
       AND NOT (is_shared AND "has_prefix_elsewhere"(h."run_id", in_engine)) ORDER BY h."counter", h."running", h."enqueued_at", h."run_id" LIMIT 1)
    UNION ALL
    (SELECT 1, h."run_id", h."counter", h."running", h."enqueued_at" FROM "queue_head" h WHERE h."pool" = in_pool AND h."band" = 'interactive'
       AND NOT (is_shared AND "has_prefix_elsewhere"(h."run_id", in_engine)) ORDER BY h."counter", h."running", h."enqueued_at", h."run_id" LIMIT 1)
    UNION ALL
    (SELECT 1, h."run_id", h."counter", h."running", h."enqueued_at" FROM "queue_head" h WHERE h."pool" = in_pool AND h."band" = 'background' AND h."head_since" <= statement_timestamp() - ageing_ms * interval '1 ms'
       AND EXISTS (SELECT 1 FROM "queue_head" o WHERE o."pool" = in_pool AND o."band" = 'background' AND o."head_since" <= statement_timestamp() - ageing_ms * interval '1 ms')
       AND NOT (is_shared AND "has_prefix_elsewhere"(h."run_id", in_engine)) ORDER BY h."counter", h."running", h."enqueued_at", h."run_id" LIMIT 1)
    UNION ALL
    (SELECT 2, h."run_id", h."counter", h."running", h."enqueued_at" FROM "queue_head" h WHERE h."pool" = in_pool AND h."band" = 'background'
       AND NOT (is_shared AND "has_prefix_elsewhere"(h."run_id", in_engine)) ORDER BY h."counter", h."running", h."enqueued_at", h."run_id" LIMIT 1)
  ) candidate ORDER BY candidate.level, candidate."counter", candidate."running", candidate."enqueued_at", candidate."run_id" LIMIT 1) n ON true
  LEFT JOIN "run" r ON r."id" = n.run_id
$$;

DROP FUNCTION refresh_queue_head(uuid,band);
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
