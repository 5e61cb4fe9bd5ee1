-- CreateEnum
CREATE TYPE "data_source_kind" AS ENUM ('postgres', 'mysql');

-- CreateEnum
CREATE TYPE "report_release" AS ENUM ('automatic', 'reviewed');

-- CreateEnum
CREATE TYPE "report_run_state" AS ENUM ('waiting', 'computing', 'writing', 'review', 'released', 'refused', 'failed', 'skipped', 'cancelled');

-- CreateEnum
CREATE TYPE "report_channel" AS ENUM ('person', 'group', 'mail', 'wecom', 'dingtalk', 'feishu', 'webhook');

-- CreateEnum
CREATE TYPE "report_delivery_state" AS ENUM ('waiting', 'accepted', 'failed', 'unknown');

-- AlterEnum
ALTER TYPE "run_kind" ADD VALUE 'report';

-- CreateTable
CREATE TABLE "data_source" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "data_source_kind" NOT NULL,
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "database" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "secret_name" TEXT,
    "tls" BOOLEAN NOT NULL DEFAULT false,
    "ca" TEXT,
    "is_trusted" BOOLEAN NOT NULL DEFAULT false,
    "roles" "role"[] DEFAULT ARRAY[]::"role"[],
    "group_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "person_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "data_source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "report" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "owner_id" UUID,
    "source_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "released_version" INTEGER NOT NULL DEFAULT 0,
    "release" "report_release" NOT NULL DEFAULT 'reviewed',
    "reviewer_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "allows_plain" BOOLEAN NOT NULL DEFAULT true,
    "deadline_minutes" INTEGER NOT NULL DEFAULT 60,
    "keep_days" INTEGER NOT NULL DEFAULT 400,
    "cron" TEXT,
    "time_zone" TEXT NOT NULL,
    "workdays_only" BOOLEAN NOT NULL DEFAULT false,
    "day_offset" INTEGER NOT NULL DEFAULT -1,
    "next_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "report_version" (
    "report_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_version_pkey" PRIMARY KEY ("report_id","number")
);

-- CreateTable
CREATE TABLE "report_run" (
    "id" UUID NOT NULL,
    "report_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "slot" TIMESTAMPTZ(3),
    "is_late" BOOLEAN NOT NULL DEFAULT false,
    "state" "report_run_state" NOT NULL DEFAULT 'waiting',
    "content" JSONB,
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 1,
    "hash" TEXT,
    "error" JSONB,
    "requested_by" UUID,
    "decided_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "computed_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "released_at" TIMESTAMPTZ(3),

    CONSTRAINT "report_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "report_rows" (
    "run_id" UUID NOT NULL,
    "query_id" TEXT NOT NULL,
    "rows" JSONB NOT NULL,

    CONSTRAINT "report_rows_pkey" PRIMARY KEY ("run_id","query_id")
);

-- CreateTable
CREATE TABLE "report_receiver" (
    "id" UUID NOT NULL,
    "report_id" UUID NOT NULL,
    "channel" "report_channel" NOT NULL,
    "target" TEXT NOT NULL,
    "secret_name" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_receiver_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "report_delivery" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "receiver_id" UUID NOT NULL,
    "state" "report_delivery_state" NOT NULL DEFAULT 'waiting',
    "answer" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "report_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "data_source_name_key" ON "data_source"("name");

-- CreateIndex
CREATE INDEX "report_next_at_idx" ON "report"("next_at");

-- CreateIndex
CREATE INDEX "report_owner_id_idx" ON "report"("owner_id");

-- CreateIndex
CREATE INDEX "report_run_report_id_day_idx" ON "report_run"("report_id", "day");

-- CreateIndex
CREATE UNIQUE INDEX "report_run_report_id_slot_key" ON "report_run"("report_id", "slot");

-- CreateIndex
CREATE UNIQUE INDEX "report_receiver_report_id_channel_target_key" ON "report_receiver"("report_id", "channel", "target");

-- CreateIndex
CREATE INDEX "report_delivery_state_idx" ON "report_delivery"("state");

-- CreateIndex
CREATE UNIQUE INDEX "report_delivery_run_id_receiver_id_key" ON "report_delivery"("run_id", "receiver_id");

-- AddForeignKey
ALTER TABLE "report" ADD CONSTRAINT "report_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "report_version" ADD CONSTRAINT "report_version_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "report"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "report_run" ADD CONSTRAINT "report_run_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "report"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "report_rows" ADD CONSTRAINT "report_rows_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "report_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "report_receiver" ADD CONSTRAINT "report_receiver_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "report"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "report_delivery" ADD CONSTRAINT "report_delivery_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "report_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "report_delivery" ADD CONSTRAINT "report_delivery_receiver_id_fkey" FOREIGN KEY ("receiver_id") REFERENCES "report_receiver"("id") ON DELETE CASCADE ON UPDATE CASCADE;
