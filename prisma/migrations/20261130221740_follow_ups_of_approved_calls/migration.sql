-- AlterTable
ALTER TABLE "tool_call" ADD COLUMN     "follow_up" TEXT;

-- A call may outlive its run: it waits for a decision while its conversation goes on (decision 68). "owed": the run ended
-- without its result. "queued": a run was queued that answers with it. "skipped": the conversation had moved on.
ALTER TABLE "tool_call" ADD CONSTRAINT "tool_call_follow_up_known" CHECK ("follow_up" IN ('owed', 'queued', 'skipped'));
CREATE INDEX "tool_call_owed" ON "tool_call" ("run_id") WHERE "follow_up" = 'owed';
