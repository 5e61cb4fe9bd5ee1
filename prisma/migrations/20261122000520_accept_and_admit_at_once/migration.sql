-- A question on its way to the engine costs two calls of the database, not a dozen statements: it is accepted in one
-- (accept: add_question and enqueue_run in one statement) and admitted in another (admit_runs). Volatile functions on
-- purpose: each statement inside sees what was committed until then, so what is read after a lock is fresh.

-- Ends the statement, and with it its transaction, by an error that the program knows (SQLSTATE YK001) and its message is a code.
CREATE FUNCTION "refuse"(code TEXT) RETURNS BOOLEAN LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'YK001', MESSAGE = code;
END $$;

-- Stores a question with its empty answer, and the conversation when there is none; idempotent by message id.
-- Everything hangs on the insert of the question: a repeated request waits there for the first one, inserts nothing, and
-- so changes nothing else. The upsert's WHERE repeats the ownership check against the row's newest version; when it fails
-- (conversation_created is null) the question stands without a conversation, and the caller must roll back. A question
-- brings its conversation back from the archive. The answer is a millisecond younger: the tree is read in this order, and
-- the ids were made by two clocks. The tokens of search entries: see lib/conversations/internal/search-entry-sql.ts.
CREATE FUNCTION "add_question"(
  in_conversation UUID, in_owner UUID, in_question UUID, in_parent UUID, in_parts JSONB, in_answer UUID, in_now TIMESTAMPTZ,
  in_title TEXT, title_tokens TEXT[], question_tokens TEXT[], in_month TEXT
) RETURNS TABLE (question_created BOOLEAN, conversation_created BOOLEAN) LANGUAGE plpgsql AS $$
DECLARE
  aisle TEXT := right(in_owner::text, 1);
  shelf TEXT := '#' || replace(in_owner::text, '-', '');
BEGIN
  RETURN QUERY
  WITH question AS (
    INSERT INTO "message" ("id", "conversation_id", "parent_id", "role", "parts", "created_at")
    SELECT in_question, in_conversation, in_parent, 'user', in_parts, in_now
    WHERE NOT EXISTS (SELECT FROM "conversation" c WHERE c."id" = in_conversation AND (c."owner_id" <> in_owner OR c."deleted_at" IS NOT NULL))
      AND (in_parent IS NULL OR EXISTS (SELECT FROM "message" m WHERE m."id" = in_parent AND m."conversation_id" = in_conversation AND m."role" = 'assistant'))
    ON CONFLICT ("id") DO NOTHING
    RETURNING "id"
  ), owned AS (
    INSERT INTO "conversation" ("id", "owner_id", "title", "leaf_message_id", "created_at", "active_at")
    SELECT in_conversation, in_owner, in_title, in_answer, in_now, in_now FROM question
    ON CONFLICT ("id") DO UPDATE SET "leaf_message_id" = excluded."leaf_message_id",
      "active_at" = greatest("conversation"."active_at", excluded."active_at"), "archived_at" = NULL
      WHERE "conversation"."owner_id" = in_owner AND "conversation"."deleted_at" IS NULL
    RETURNING (xmax = 0) AS created
  ), answer AS (
    INSERT INTO "message" ("id", "conversation_id", "parent_id", "role", "created_at")
    SELECT in_answer, in_conversation, in_question, 'assistant', in_now + interval '1 millisecond' FROM owned
  ), entries AS (
    INSERT INTO "search_entry" ("id", "owner_id", "conversation_id", "is_title", "tokens", "created_at")
    SELECT in_question, in_owner, in_conversation, false,
           array_to_tsvector(ARRAY(SELECT aisle || token FROM unnest(question_tokens) AS token) || (shelf || in_month)), in_now
      FROM owned WHERE cardinality(question_tokens) > 0
    UNION ALL
    SELECT in_conversation, in_owner, in_conversation, true,
           array_to_tsvector(ARRAY(SELECT aisle || token FROM unnest(title_tokens) AS token) || (shelf || 'title')), in_now
      FROM owned WHERE created AND cardinality(title_tokens) > 0
  )
  SELECT EXISTS (SELECT FROM question), (SELECT created FROM owned);
END $$;

-- Adds a run behind the limits: 'held' while an earlier one of its conversation is unfinished, else 'queued' (the trigger on
-- run then lifts the person's counter when they were idle). It locks the person's line first, until the transaction ends: from
-- here on nobody else adds, admits, finishes or stops runs of theirs. Status null: a limit was reached, nothing stored.
-- The expected output is a mean of samples: the person's own, everybody's, and what is expected without any.
-- Nothing is done, and no row comes back, unless it is wanted.
CREATE FUNCTION "enqueue_run"(
  wanted BOOLEAN, in_id UUID, in_kind "run_kind", in_conversation UUID, in_question UUID, in_answer UUID, in_person UUID, in_mode "mode",
  in_band "band", in_prompt_tokens INTEGER, in_output_budget DOUBLE PRECISION, in_instance UUID, in_now TIMESTAMPTZ,
  limit_per_person INTEGER, limit_global INTEGER, output_prior DOUBLE PRECISION, prior_samples DOUBLE PRECISION, max_samples INTEGER,
  everyone UUID, everyone_samples DOUBLE PRECISION, own_spread_samples INTEGER, spread_between_people DOUBLE PRECISION, title_output INTEGER
) RETURNS TABLE (status TEXT, person_full BOOLEAN, queue_full BOOLEAN) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  IF NOT wanted THEN
    RETURN;
  END IF;
  INSERT INTO "fair_share" ("person_id") VALUES (in_person) ON CONFLICT ("person_id") DO UPDATE SET "counter" = "fair_share"."counter";
  RETURN QUERY
  WITH state AS (
    SELECT in_kind <> 'title' AND (SELECT count(*) FROM "run" r WHERE r."person_id" = in_person AND r."status" IN ('queued', 'held') AND r."kind" <> 'title') >= limit_per_person AS is_person_full,
           EXISTS (SELECT 1 FROM "run" r WHERE r."status" = 'queued' OFFSET limit_global - 1) AS is_queue_full,
           in_kind <> 'title' AND EXISTS (SELECT 1 FROM "run" r WHERE r."conversation_id" = in_conversation AND r."kind" <> 'title'
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
    INSERT INTO "run" ("id", "kind", "conversation_id", "user_message_id", "assistant_message_id", "person_id", "mode", "band", "status",
                       "prompt_tokens", "expected_output", "home_instance_id", "enqueued_at")
    SELECT in_id, in_kind, in_conversation, in_question, in_answer, in_person, in_mode, in_band, CASE WHEN has_earlier THEN 'held' ELSE 'queued' END::"run_status",
           in_prompt_tokens, greatest(1, least(in_output_budget, CASE WHEN in_kind = 'title' THEN title_output ELSE round(expected.tokens) END))::int, in_instance, in_now
    FROM state, expected WHERE NOT is_person_full AND NOT is_queue_full
    RETURNING "run"."status")
  SELECT added."status"::text, is_person_full, is_queue_full FROM state LEFT JOIN added ON true;
END $$;

-- The card's room (slots 0 while the engine is not online) and the run whose turn it is, if any, with the tokens it needs.
-- Who is next: band (resumed, interactive, background; up one for every ageing_ms at the head of its line), then the person's
-- virtual counter, then fewer runs running, then first come. Only heads of lines are looked at, each branch reads one entry
-- of the index queue_head_order. lib/admission/internal/queue-order.ts says the same in TypeScript for the simulation.
CREATE FUNCTION "next_admission"(in_engine TEXT, ageing_ms DOUBLE PRECISION)
RETURNS TABLE (slots INTEGER, kv_tokens INTEGER, running INTEGER, reserved INTEGER, run_id UUID, person_id UUID, need INTEGER) LANGUAGE sql STABLE AS $$
  SELECT e.slots, e.kv_tokens, u.running, u.reserved, r."id", r."person_id", r."prompt_tokens" + r."expected_output"
  FROM (SELECT CASE WHEN "state" = 'online' THEN greatest("max_concurrent" - "foreign_slots", 0) ELSE 0 END AS slots, "kv_tokens" FROM "engine" WHERE "id" = in_engine) e
  CROSS JOIN (SELECT count(*)::int AS running, coalesce(sum("reserved_tokens"), 0)::int AS reserved FROM "run" WHERE "status" = 'running' AND "engine_id" = in_engine) u
  LEFT JOIN (SELECT candidate.run_id FROM (
    (SELECT 0 AS level, h."run_id", h."counter", h."running", h."enqueued_at" FROM "queue_head" h WHERE h."band" = 'resumed'
       ORDER BY h."counter", h."running", h."enqueued_at", h."run_id" LIMIT 1)
    UNION ALL
    (SELECT 0, h."run_id", h."counter", h."running", h."enqueued_at" FROM "queue_head" h WHERE h."band" = 'interactive' AND h."head_since" <= statement_timestamp() - ageing_ms * interval '1 ms'
       AND EXISTS (SELECT 1 FROM "queue_head" o WHERE o."band" = 'interactive' AND o."head_since" <= statement_timestamp() - ageing_ms * interval '1 ms')
       ORDER BY h."counter", h."running", h."enqueued_at", h."run_id" LIMIT 1)
    UNION ALL
    (SELECT 0, h."run_id", h."counter", h."running", h."enqueued_at" FROM "queue_head" h WHERE h."band" = 'background' AND h."head_since" <= statement_timestamp() - ageing_ms * 2 * interval '1 ms'
       AND EXISTS (SELECT 1 FROM "queue_head" o WHERE o."band" = 'background' AND o."head_since" <= statement_timestamp() - ageing_ms * 2 * interval '1 ms')
       ORDER BY h."counter", h."running", h."enqueued_at", h."run_id" LIMIT 1)
    UNION ALL
    (SELECT 1, h."run_id", h."counter", h."running", h."enqueued_at" FROM "queue_head" h WHERE h."band" = 'interactive'
       ORDER BY h."counter", h."running", h."enqueued_at", h."run_id" LIMIT 1)
    UNION ALL
    (SELECT 1, h."run_id", h."counter", h."running", h."enqueued_at" FROM "queue_head" h WHERE h."band" = 'background' AND h."head_since" <= statement_timestamp() - ageing_ms * interval '1 ms'
       AND EXISTS (SELECT 1 FROM "queue_head" o WHERE o."band" = 'background' AND o."head_since" <= statement_timestamp() - ageing_ms * interval '1 ms')
       ORDER BY h."counter", h."running", h."enqueued_at", h."run_id" LIMIT 1)
    UNION ALL
    (SELECT 2, h."run_id", h."counter", h."running", h."enqueued_at" FROM "queue_head" h WHERE h."band" = 'background'
       ORDER BY h."counter", h."running", h."enqueued_at", h."run_id" LIMIT 1)
  ) candidate ORDER BY candidate.level, candidate."counter", candidate."running", candidate."enqueued_at", candidate."run_id" LIMIT 1) n ON true
  LEFT JOIN "run" r ON r."id" = n.run_id
$$;

-- One decision: admits as many runs as fit, in the order of next_admission, and tells the other processes that get some
-- ('admission'). Looks without the lock first: any change that this look does not see is followed by a decision of its own.
-- Under the lock what is read stays true until the commit: slots and reservations are only raised under it (or by a run's own
-- growth). The commit need not wait for the disk (docs/decisions/0020).
-- Each run gets its lease, its reservation and its charge. One larger than the whole memory runs alone.
CREATE FUNCTION "admit_runs"(
  in_engine TEXT, in_instance UUID, ageing_ms DOUBLE PRECISION, lease_ttl_ms DOUBLE PRECISION, home_alive_ms DOUBLE PRECISION,
  prompt_charge DOUBLE PRECISION, output_charge DOUBLE PRECISION
) RETURNS SETOF "run" LANGUAGE plpgsql AS $$
DECLARE
  upcoming RECORD;
  admitted "run"%ROWTYPE;
  others UUID[] := '{}';
  other UUID;
  is_locked BOOLEAN := false;
BEGIN
  LOOP
    SELECT * INTO upcoming FROM "next_admission"(in_engine, ageing_ms);
    EXIT WHEN upcoming.run_id IS NULL OR upcoming.running >= upcoming.slots
      OR (upcoming.running > 0 AND upcoming.reserved + upcoming.need > upcoming.kv_tokens);
    IF NOT is_locked THEN
      is_locked := true;
      PERFORM set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock(hashtext('yika.admission'));
      CONTINUE;
    END IF;
    -- The run may stop being queued while its person's line is locked by somebody else: then look again.
    PERFORM 1 FROM "fair_share" f WHERE f."person_id" = upcoming.person_id FOR UPDATE;
    UPDATE "run" r SET
      "status" = 'running', "phase" = 'prefill', "engine_id" = in_engine, "reserved_tokens" = r."prompt_tokens" + r."expected_output",
      "charged_tokens" = (r."prompt_tokens" * prompt_charge + r."expected_output" * output_charge) / greatest(p."weight", 0.01),
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

-- Every process remembers tools and grants until one changes (lib/grants/internal/tool-shelf.ts).
CREATE FUNCTION "notify_tools"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tools', '');
  RETURN NULL;
END $$;

CREATE TRIGGER "tool_told" AFTER INSERT OR UPDATE OR DELETE ON "tool" FOR EACH STATEMENT EXECUTE FUNCTION "notify_tools"();
CREATE TRIGGER "tool_grant_told" AFTER INSERT OR UPDATE OR DELETE ON "tool_grant" FOR EACH STATEMENT EXECUTE FUNCTION "notify_tools"();
