-- CreateIndex
CREATE INDEX "run_enqueued_at_idx" ON "run"("enqueued_at");
