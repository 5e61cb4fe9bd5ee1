-- AlterTable
ALTER TABLE "tool_call" ADD COLUMN     "tool_fingerprint" TEXT;

-- CreateTable
CREATE TABLE "tool_spent" (
    "tool_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "calls" INTEGER NOT NULL,

    CONSTRAINT "tool_spent_pkey" PRIMARY KEY ("tool_id","person_id")
);

-- Written by hand: what Prisma's schema language cannot say.

-- Nobody gets a budget back by deleting the conversation it was spent in.
CREATE FUNCTION "keep_spent_calls"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "tool_spent" ("tool_id", "person_id", "calls")
  SELECT "tool_id", "requester_id", count(*)::int FROM gone WHERE "tool_id" IS NOT NULL AND "attempts" > 0 GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT ("tool_id", "person_id") DO UPDATE SET "calls" = "tool_spent"."calls" + excluded."calls";
  RETURN NULL;
END $$;

CREATE TRIGGER "tool_call_gone" AFTER DELETE ON "tool_call" REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION "keep_spent_calls"();
