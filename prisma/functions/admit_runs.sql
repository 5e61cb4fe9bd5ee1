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
