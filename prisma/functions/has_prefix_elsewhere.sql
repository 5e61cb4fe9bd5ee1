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
