-- Trigger of audit_segment: a sealed segment does not change, except that its rows go to an archive, once.
CREATE OR REPLACE FUNCTION "guard_audit_segment"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."archived_at" IS NOT NULL OR (NEW."first_seq", NEW."last_seq", NEW."first_at", NEW."last_at", NEW."prev_hash", NEW."last_hash", NEW."sealed_at")
     IS DISTINCT FROM (OLD."first_seq", OLD."last_seq", OLD."first_at", OLD."last_at", OLD."prev_hash", OLD."last_hash", OLD."sealed_at") THEN
    RAISE EXCEPTION 'a sealed segment of the audit log does not change' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
