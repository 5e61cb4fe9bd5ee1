-- How many runs an engine may execute now. A draining engine goes on with what waits for it, unless another one of its pool can.
CREATE OR REPLACE FUNCTION "engine_slots"(given "engine") RETURNS INTEGER LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN given."state" <> 'online' OR given."admission" = 'paused' THEN 0
    WHEN given."admission" = 'draining' AND EXISTS (
      SELECT 1 FROM "engine" o WHERE o."pool" = given."pool" AND o."id" <> given."id" AND o."state" = 'online' AND o."admission" = 'open') THEN 0
    ELSE greatest(given."max_concurrent" - given."foreign_slots", 0) END
$$;
