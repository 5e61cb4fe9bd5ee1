-- Who is in which group is remembered with tools and grants (lib/grants/internal/tool-shelf.ts).
CREATE TRIGGER "group_member_told" AFTER INSERT OR UPDATE OR DELETE ON "group_member" FOR EACH STATEMENT EXECUTE FUNCTION "notify_tools"();
