-- CreateEnum
CREATE TYPE "file_state" AS ENUM ('uploading', 'stored', 'deleted');

-- CreateEnum
CREATE TYPE "scan_state" AS ENUM ('none', 'pending', 'passed', 'threat');

-- CreateEnum
CREATE TYPE "reading_state" AS ENUM ('waiting', 'scanning', 'reading', 'ready', 'failed');

-- CreateEnum
CREATE TYPE "job_state" AS ENUM ('waiting', 'running', 'done', 'failed', 'cancelled');

-- CreateTable
CREATE TABLE "file" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "state" "file_state" NOT NULL DEFAULT 'uploading',
    "content_id" UUID,
    "reading_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "file_content" (
    "id" UUID NOT NULL,
    "sha256" BYTEA,
    "size" BIGINT NOT NULL DEFAULT 0,
    "data_key" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "scan" "scan_state" NOT NULL DEFAULT 'none',
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "file_content_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "file_part" (
    "content_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,

    CONSTRAINT "file_part_pkey" PRIMARY KEY ("content_id","ordinal")
);

-- CreateTable
CREATE TABLE "file_reading" (
    "id" UUID NOT NULL,
    "content_id" UUID NOT NULL,
    "variant" TEXT NOT NULL DEFAULT '',
    "name" TEXT NOT NULL,
    "password" BYTEA,
    "state" "reading_state" NOT NULL DEFAULT 'waiting',
    "error_code" TEXT,
    "kind" TEXT,
    "encoding" TEXT,
    "title" TEXT,
    "unit" TEXT,
    "total" INTEGER,
    "done" INTEGER NOT NULL DEFAULT 0,
    "sheets" JSONB,
    "blocks" INTEGER NOT NULL DEFAULT 0,
    "characters" INTEGER NOT NULL DEFAULT 0,
    "tokens" INTEGER,
    "tokens_exact" BOOLEAN NOT NULL DEFAULT false,
    "warnings" JSONB NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "file_reading_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "file_block" (
    "reading_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "unit" INTEGER,
    "kind" TEXT NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "file_block_pkey" PRIMARY KEY ("reading_id","ordinal")
);

-- CreateTable
CREATE TABLE "message_file" (
    "message_id" UUID NOT NULL,
    "file_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "message_file_pkey" PRIMARY KEY ("message_id","file_id")
);

-- CreateTable
CREATE TABLE "job" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "state" "job_state" NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "max_attempts" INTEGER NOT NULL,
    "run_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_id" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "error" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "file_owner_id_created_at_id_idx" ON "file"("owner_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "file_content_id_idx" ON "file"("content_id");

-- CreateIndex
CREATE INDEX "file_reading_id_idx" ON "file"("reading_id");

-- CreateIndex
CREATE INDEX "file_state_updated_at_idx" ON "file"("state", "updated_at");

-- CreateIndex
CREATE UNIQUE INDEX "file_content_sha256_key" ON "file_content"("sha256");

-- CreateIndex
CREATE UNIQUE INDEX "file_reading_content_id_variant_key" ON "file_reading"("content_id", "variant");

-- CreateIndex
CREATE INDEX "file_block_reading_id_unit_ordinal_idx" ON "file_block"("reading_id", "unit", "ordinal");

-- CreateIndex
CREATE INDEX "message_file_file_id_idx" ON "message_file"("file_id");

-- CreateIndex
CREATE INDEX "job_state_finished_at_idx" ON "job"("state", "finished_at");

-- AddForeignKey
ALTER TABLE "file" ADD CONSTRAINT "file_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "file" ADD CONSTRAINT "file_content_id_fkey" FOREIGN KEY ("content_id") REFERENCES "file_content"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "file" ADD CONSTRAINT "file_reading_id_fkey" FOREIGN KEY ("reading_id") REFERENCES "file_reading"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "file_part" ADD CONSTRAINT "file_part_content_id_fkey" FOREIGN KEY ("content_id") REFERENCES "file_content"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "file_reading" ADD CONSTRAINT "file_reading_content_id_fkey" FOREIGN KEY ("content_id") REFERENCES "file_content"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "file_block" ADD CONSTRAINT "file_block_reading_id_fkey" FOREIGN KEY ("reading_id") REFERENCES "file_reading"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_file" ADD CONSTRAINT "message_file_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_file" ADD CONSTRAINT "message_file_file_id_fkey" FOREIGN KEY ("file_id") REFERENCES "file"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Ciphertext does not compress; a part is read as a whole.
ALTER TABLE "file_part" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;
ALTER TABLE "file_block" ALTER COLUMN "sealed" SET STORAGE EXTERNAL;

-- The claim: due jobs of a kind, oldest first, with those whose lease ran out.
CREATE INDEX "job_due_idx" ON "job" ("kind", "run_at", "id") WHERE "state" IN ('waiting', 'running');
-- A kind has at most one unfinished job of a key.
CREATE UNIQUE INDEX "job_unfinished_key" ON "job" ("kind", "key") WHERE "state" IN ('waiting', 'running');
