-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "role" AS ENUM ('employee', 'agent', 'admin');

-- CreateEnum
CREATE TYPE "mode" AS ENUM ('thinking', 'quick');

-- CreateEnum
CREATE TYPE "band" AS ENUM ('interactive', 'resumed', 'background');

-- CreateEnum
CREATE TYPE "run_status" AS ENUM ('held', 'queued', 'running', 'waiting_approval', 'completed', 'stopped', 'failed', 'interrupted');

-- CreateEnum
CREATE TYPE "run_phase" AS ENUM ('prefill', 'thinking', 'writing', 'tool');

-- CreateEnum
CREATE TYPE "run_kind" AS ENUM ('answer', 'continuation', 'title');

-- CreateEnum
CREATE TYPE "message_role" AS ENUM ('user', 'assistant');

-- CreateTable
CREATE TABLE "person" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "username" TEXT,
    "name" TEXT NOT NULL,
    "role" "role" NOT NULL DEFAULT 'employee',
    "password_hash" TEXT NOT NULL,
    "must_change_password" BOOLEAN NOT NULL DEFAULT false,
    "disabled_at" TIMESTAMPTZ(3),
    "weight" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "locale" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "person_id" UUID NOT NULL,
    "user_agent" TEXT NOT NULL DEFAULT '',
    "address" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_throttle" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "last_failure_at" TIMESTAMPTZ(3) NOT NULL,
    "blocked_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_throttle_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "conversation" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "title_source" TEXT NOT NULL DEFAULT 'text',
    "leaf_message_id" UUID,
    "pinned_at" TIMESTAMPTZ(3),
    "archived_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "active_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "conversation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message" (
    "id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "parent_id" UUID,
    "role" "message_role" NOT NULL,
    "parts" JSONB NOT NULL DEFAULT '[]',
    "origin" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "search_entry" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "is_title" BOOLEAN NOT NULL,
    "tokens" tsvector NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "search_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run" (
    "id" UUID NOT NULL,
    "kind" "run_kind" NOT NULL DEFAULT 'answer',
    "conversation_id" UUID NOT NULL,
    "user_message_id" UUID NOT NULL,
    "assistant_message_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "mode" "mode" NOT NULL,
    "band" "band" NOT NULL DEFAULT 'interactive',
    "status" "run_status" NOT NULL,
    "phase" "run_phase",
    "engine_id" TEXT,
    "prompt_tokens" INTEGER NOT NULL,
    "expected_output" INTEGER NOT NULL,
    "reserved_tokens" INTEGER NOT NULL DEFAULT 0,
    "cached_tokens" INTEGER NOT NULL DEFAULT 0,
    "output_tokens" INTEGER NOT NULL DEFAULT 0,
    "charged_tokens" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "home_instance_id" UUID NOT NULL,
    "instance_id" UUID,
    "lease_expires_at" TIMESTAMPTZ(3),
    "lease_epoch" INTEGER NOT NULL DEFAULT 0,
    "stop_requested_at" TIMESTAMPTZ(3),
    "enqueued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "admitted_at" TIMESTAMPTZ(3),
    "first_token_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "predicted_wait_ms" INTEGER,
    "error" JSONB,

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_output" (
    "run_id" UUID NOT NULL,
    "part" INTEGER NOT NULL,
    "offset" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "duration_ms" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "run_output_pkey" PRIMARY KEY ("run_id","part","offset")
);

-- CreateTable
CREATE TABLE "fair_share" (
    "person_id" UUID NOT NULL,
    "counter" DOUBLE PRECISION NOT NULL DEFAULT 0,

    CONSTRAINT "fair_share_pkey" PRIMARY KEY ("person_id")
);

-- CreateTable
CREATE TABLE "output_average" (
    "person_id" UUID NOT NULL,
    "mode" "mode" NOT NULL,
    "tokens" DOUBLE PRECISION NOT NULL,
    "samples" INTEGER NOT NULL,

    CONSTRAINT "output_average_pkey" PRIMARY KEY ("person_id","mode")
);

-- CreateTable
CREATE TABLE "instance" (
    "id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeat_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "instance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "engine" (
    "id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "is_demo" BOOLEAN NOT NULL DEFAULT false,
    "capabilities" JSONB,
    "max_concurrent" INTEGER NOT NULL,
    "kv_tokens" INTEGER NOT NULL,
    "context_tokens" INTEGER NOT NULL,
    "capacity_source" TEXT NOT NULL DEFAULT 'profile',
    "state" TEXT NOT NULL DEFAULT 'unknown',
    "foreign_slots" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "retry_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "rates" JSONB NOT NULL DEFAULT '{}',
    "checked_at" TIMESTAMPTZ(3),

    CONSTRAINT "engine_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_email_key" ON "person"("email");

-- CreateIndex
CREATE UNIQUE INDEX "person_username_key" ON "person"("username");

-- CreateIndex
CREATE INDEX "person_created_at_id_idx" ON "person"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_hash_key" ON "session"("token_hash");

-- CreateIndex
CREATE INDEX "session_person_id_created_at_idx" ON "session"("person_id", "created_at");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE INDEX "sign_in_throttle_last_failure_at_idx" ON "sign_in_throttle"("last_failure_at");

-- CreateIndex
CREATE INDEX "conversation_owner_id_active_at_id_idx" ON "conversation"("owner_id", "active_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "conversation_deleted_at_idx" ON "conversation"("deleted_at");

-- CreateIndex
CREATE INDEX "message_conversation_id_created_at_id_idx" ON "message"("conversation_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "message_parent_id_idx" ON "message"("parent_id");

-- CreateIndex
CREATE INDEX "search_entry_conversation_id_idx" ON "search_entry"("conversation_id");

-- CreateIndex
CREATE INDEX "search_entry_owner_id_created_at_idx" ON "search_entry"("owner_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "run_conversation_id_enqueued_at_idx" ON "run"("conversation_id", "enqueued_at");

-- CreateIndex
CREATE INDEX "run_assistant_message_id_idx" ON "run"("assistant_message_id");

-- CreateIndex
CREATE INDEX "run_person_id_status_idx" ON "run"("person_id", "status");

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_output" ADD CONSTRAINT "run_output_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- Written by hand: what Prisma's schema language cannot say.

-- At most one run of a conversation is under way; follow-ups behind it are `held`.
CREATE UNIQUE INDEX "run_one_active_per_conversation" ON "run" ("conversation_id")
  WHERE "kind" <> 'title' AND "status" IN ('queued', 'running', 'waiting_approval');

-- The queue: a person's next run in a band, and the oldest of a band.
CREATE INDEX "run_queue_of_person" ON "run" ("band", "person_id", "enqueued_at", "id") WHERE "status" = 'queued';
CREATE INDEX "run_queue_by_age" ON "run" ("band", "enqueued_at", "id") WHERE "status" = 'queued';
CREATE INDEX "run_held" ON "run" ("conversation_id", "enqueued_at", "id") WHERE "status" = 'held';
CREATE INDEX "run_running" ON "run" ("engine_id", "instance_id") WHERE "status" = 'running';

-- A queue row is updated many times: leave room on its page so that updates stay heap-only.
ALTER TABLE "run" SET (fillfactor = 70);
ALTER TABLE "fair_share" SET (fillfactor = 70);
