-- DropIndex
DROP INDEX "approval_state_expires_at_idx";

-- DropIndex
DROP INDEX "approval_requester_id_created_at_idx";

-- Written by hand: what Prisma's schema language cannot say.

-- What expires, and what waits for a decision: both ask by the time it runs out.
DROP INDEX "approval_pending";
CREATE INDEX "approval_pending" ON "approval" ("expires_at") WHERE "state" = 'pending';

-- Calls that no conversation takes along when it is removed; see lib/tool-calls/sweep-lone-calls.ts.
CREATE INDEX "tool_call_lone" ON "tool_call" ("created_at") WHERE "origin" = 'person' AND "conversation_id" IS NULL;
