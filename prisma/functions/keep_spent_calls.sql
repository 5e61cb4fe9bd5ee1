-- Trigger of tool_call: deleting a conversation does not give back the budget that was spent in it.
CREATE OR REPLACE FUNCTION "keep_spent_calls"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "tool_spent" ("tool_id", "person_id", "calls")
  SELECT "tool_id", "requester_id", count(*)::int FROM gone WHERE "tool_id" IS NOT NULL AND "attempts" > 0 GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT ("tool_id", "person_id") DO UPDATE SET "calls" = "tool_spent"."calls" + excluded."calls";
  RETURN NULL;
END $$;
