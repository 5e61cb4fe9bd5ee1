-- AlterTable
ALTER TABLE "job" ADD COLUMN     "owner_id" UUID;

-- CreateIndex
CREATE INDEX "job_kind_owner_id_started_at_idx" ON "job"("kind", "owner_id", "started_at");
