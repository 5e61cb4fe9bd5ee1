-- Trigger of person_group: the grants of a deleted group are deleted.
CREATE OR REPLACE FUNCTION "end_grants_of_group"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "tool_grant" WHERE "subject_kind" = 'group' AND "subject_id" = OLD."id"::text;
  RETURN NULL;
END $$;
