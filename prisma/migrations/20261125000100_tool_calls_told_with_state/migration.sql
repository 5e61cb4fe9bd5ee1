-- Whoever makes or shows a call is told of its changes: "<call id> <state> <run id or empty>". The state comes along so that a process
-- that makes a call ends it when it was cancelled elsewhere, without looking. Processes of the version before take the state for a run that
-- they do not know and do nothing; they see a stop when the run ends for them.
CREATE OR REPLACE FUNCTION "tell_tool_call"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('yika_tool_call', NEW."id"::text || ' ' || NEW."state"::text || ' ' || coalesce(NEW."run_id"::text, ''));
  RETURN NULL;
END $$;
