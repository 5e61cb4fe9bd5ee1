-- Names that say what the function and the triggers do: they notify.
ALTER FUNCTION "tell_tool_call"() RENAME TO "notify_tool_call";
ALTER TRIGGER "tool_call_told" ON "tool_call" RENAME TO "tool_call_notify";
ALTER TRIGGER "tool_told" ON "tool" RENAME TO "tool_notify";
ALTER TRIGGER "tool_grant_told" ON "tool_grant" RENAME TO "tool_grant_notify";
ALTER TRIGGER "group_member_told" ON "group_member" RENAME TO "group_member_notify";
