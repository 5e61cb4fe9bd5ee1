-- Trigger of person: the grants of a deleted person are deleted.
CREATE OR REPLACE FUNCTION "end_grants_of_person"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "tool_grant" WHERE "subject_kind" = 'person' AND "subject_id" = OLD."id"::text;
  RETURN NULL;
END $$;
