-- Trigger of tool_call: notifies the processes that make or show the call, "<call id> <state> <run id or empty>". With the
-- state a process that makes a call can end it when it was cancelled elsewhere, without reading the row.
CREATE OR REPLACE FUNCTION "notify_tool_call"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('yika_tool_call', NEW."id"::text || ' ' || NEW."state"::text || ' ' || coalesce(NEW."run_id"::text, ''));
  RETURN NULL;
END $$;
