-- Written by hand: a grant names its subject as text, so no foreign key ends it.

CREATE FUNCTION "end_grants_of_group"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "tool_grant" WHERE "subject_kind" = 'group' AND "subject_id" = OLD."id"::text;
  RETURN NULL;
END $$;

CREATE TRIGGER "group_gone" AFTER DELETE ON "person_group" FOR EACH ROW EXECUTE FUNCTION "end_grants_of_group"();

CREATE FUNCTION "end_grants_of_person"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "tool_grant" WHERE "subject_kind" = 'person' AND "subject_id" = OLD."id"::text;
  RETURN NULL;
END $$;

CREATE TRIGGER "person_gone" AFTER DELETE ON "person" FOR EACH ROW EXECUTE FUNCTION "end_grants_of_person"();
