-- The counter that a person who comes back from idle is lifted to (VTC): the smallest counter among those who wait or run,
-- without what was charged in advance. A running run is charged for its expected length and corrected at its end, often
-- downwards: a newcomer lifted to the advance would lose the slot that the correction comes with.
-- When nobody waits or runs: the highest counter of all, so that debts of a time when the GPU was idle are forgotten.
CREATE OR REPLACE FUNCTION "virtual_counter_floor"(arriving UUID) RETURNS DOUBLE PRECISION LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT min("settled") FROM (
       (SELECT "counter" AS "settled" FROM "fair_share" WHERE "waiting" + "running" > 0 AND "running" = 0 AND "person_id" <> arriving ORDER BY "counter" LIMIT 1)
       UNION ALL
       SELECT f."counter" - sum(r."charged_tokens") FROM "run" r JOIN "fair_share" f ON f."person_id" = r."person_id"
         WHERE r."status" = 'running' AND r."person_id" <> arriving GROUP BY f."person_id", f."counter") busy),
    (SELECT max("counter") FROM "fair_share"),
    0)
$$;
