-- AlterTable
ALTER TABLE "tool_call" ADD COLUMN     "result_chars" INTEGER;

-- A result may be 20 MB, and every list of calls told its length: from now on it is stored as the call ends.
UPDATE "tool_call" SET "result_chars" = length("result_text") WHERE "result_text" IS NOT NULL;
