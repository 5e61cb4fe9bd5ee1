-- Trigger of tool, tool_grant and group_member: every process keeps tools and grants in memory until one of them changes.
CREATE OR REPLACE FUNCTION "notify_tools"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('tools', '');
  RETURN NULL;
END $$;
