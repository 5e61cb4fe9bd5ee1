-- Written by hand: what Prisma's schema language cannot say. A person's own calls that were made before a conversation began, newest first.
CREATE INDEX "tool_call_outside_conversations" ON "tool_call" ("requester_id", "created_at", "id") WHERE "conversation_id" IS NULL AND "origin" = 'person';
