-- Trigger of audit_head: only audit_chain may move the head.
CREATE OR REPLACE FUNCTION "guard_audit_head"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Depth 1: a statement of somebody's own; the log itself moves the head from inside audit_chain.
  IF pg_trigger_depth() = 1 THEN
    RAISE EXCEPTION 'the head of the audit log is moved by the log alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
