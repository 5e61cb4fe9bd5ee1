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
