-- AlterTable
ALTER TABLE "person" ADD COLUMN     "password_expires_at" TIMESTAMPTZ(3);

-- Temporary passwords that were handed out before get a week from the upgrade on.
UPDATE "person" SET "password_expires_at" = now() + interval '7 days' WHERE "must_change_password";

-- CreateTable
CREATE TABLE "sign_in_place" (
    "person_id" UUID NOT NULL,
    "place" TEXT NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_place_pkey" PRIMARY KEY ("person_id","place")
);

-- CreateTable
CREATE TABLE "budget" (
    "key" TEXT NOT NULL,
    "full_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "budget_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "sign_in_place_last_used_at_idx" ON "sign_in_place"("last_used_at");

-- CreateIndex
CREATE INDEX "budget_full_at_idx" ON "budget"("full_at");

-- AddForeignKey
ALTER TABLE "sign_in_place" ADD CONSTRAINT "sign_in_place_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Where people are signed in now. IPv6 addresses are kept as networks, which these are not.
INSERT INTO "sign_in_place" ("person_id", "place", "last_used_at")
  SELECT "person_id", 'address:' || "address", max("last_seen_at") FROM "session" WHERE "address" LIKE '%.%' AND "address" NOT LIKE '%:%' GROUP BY 1, 2;
