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
