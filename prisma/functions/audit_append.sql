-- The only way for the app to write the log: its role may only read the tables. Runs with the rights of their owner.
CREATE OR REPLACE FUNCTION "audit_append"(entries JSON) RETURNS BIGINT LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  INSERT INTO "audit_event" ("action", "outcome", "actor_id", "actor_name", "address", "target_kind", "target_id", "tool_name", "conversation_id", "run_id", "call_id", "details")
    SELECT "action", "outcome", "actor_id", "actor_name", "address", "target_kind", "target_id", "tool_name", "conversation_id", "run_id", "call_id", "details"
      FROM json_to_recordset(entries) AS given("action" TEXT, "outcome" TEXT, "actor_id" UUID, "actor_name" TEXT, "address" TEXT, "target_kind" TEXT, "target_id" TEXT,
                                               "tool_name" TEXT, "conversation_id" UUID, "run_id" UUID, "call_id" UUID, "details" TEXT);
  SELECT "seq" FROM "audit_head" WHERE "id" = 1
$$;
