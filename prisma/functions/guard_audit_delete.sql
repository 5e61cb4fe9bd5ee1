-- Trigger of audit_event: rows are deleted only with their sealed segment, in the transaction that marks it as archived, and
-- after a file was written for it.
CREATE OR REPLACE FUNCTION "guard_audit_delete"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM "audit_segment" WHERE OLD."seq" BETWEEN "first_seq" AND "last_seq" AND "archived_at" = transaction_timestamp() AND "file_sha256" IS NOT NULL) THEN
    RAISE EXCEPTION 'the audit log is append-only: DELETE of event % is refused', OLD."seq" USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN OLD;
END $$;
