-- CreateEnum
CREATE TYPE "tool_kind" AS ENUM ('builtin', 'http', 'mcp');

-- CreateEnum
CREATE TYPE "tool_effect" AS ENUM ('read', 'change');

-- CreateEnum
CREATE TYPE "grant_subject" AS ENUM ('role', 'group', 'person');

-- CreateEnum
CREATE TYPE "grant_effect" AS ENUM ('allow', 'ask', 'deny');

-- CreateEnum
CREATE TYPE "tool_call_state" AS ENUM ('waiting_approval', 'ready', 'running', 'done', 'invalid', 'refused', 'failed', 'cancelled');

-- CreateEnum
CREATE TYPE "approval_state" AS ENUM ('pending', 'approved', 'refused', 'expired', 'cancelled');

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "steps" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "person_group" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "group_member" (
    "group_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,

    CONSTRAINT "group_member_pkey" PRIMARY KEY ("group_id","person_id")
);

-- CreateTable
CREATE TABLE "tool_source" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "listed_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tool_source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tool" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "kind" "tool_kind" NOT NULL,
    "source_id" UUID,
    "input_schema" JSONB NOT NULL,
    "definition" JSONB NOT NULL,
    "effect" "tool_effect" NOT NULL DEFAULT 'change',
    "enabled" BOOLEAN NOT NULL DEFAULT false,
    "hosts" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "intranet_hosts" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "timeout_ms" INTEGER NOT NULL DEFAULT 15000,
    "max_result_bytes" INTEGER NOT NULL DEFAULT 1048576,
    "model_result_chars" INTEGER NOT NULL DEFAULT 6000,
    "approval" JSONB NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "held_at" TIMESTAMPTZ(3),
    "proposal" JSONB,
    "is_sample" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "tool_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tool_grant" (
    "id" UUID NOT NULL,
    "tool_id" UUID NOT NULL,
    "subject_kind" "grant_subject" NOT NULL,
    "subject_id" TEXT NOT NULL,
    "effect" "grant_effect" NOT NULL,
    "limits" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tool_grant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tool_secret" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "nonce" BYTEA NOT NULL,
    "key_id" TEXT NOT NULL,
    "hosts" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "tool_secret_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tool_call" (
    "id" UUID NOT NULL,
    "origin" TEXT NOT NULL,
    "run_id" UUID,
    "conversation_id" UUID,
    "message_id" UUID,
    "requester_id" UUID NOT NULL,
    "step" INTEGER NOT NULL DEFAULT 0,
    "position" INTEGER NOT NULL DEFAULT 0,
    "model_call_id" TEXT,
    "tool_id" UUID,
    "tool_name" TEXT NOT NULL,
    "tool_title" TEXT NOT NULL,
    "effect" "tool_effect" NOT NULL,
    "arguments_text" TEXT NOT NULL,
    "arguments" JSONB,
    "argument_hash" TEXT,
    "state" "tool_call_state" NOT NULL,
    "error" JSONB,
    "result_text" TEXT,
    "result_type" TEXT,
    "result_hash" TEXT,
    "model_text" TEXT,
    "is_cut" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "instance_id" UUID,
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "tool_call_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approval" (
    "id" UUID NOT NULL,
    "call_id" UUID NOT NULL,
    "run_id" UUID,
    "tool_id" UUID NOT NULL,
    "requester_id" UUID NOT NULL,
    "argument_hash" TEXT NOT NULL,
    "arguments" JSONB NOT NULL,
    "edited_arguments" JSONB,
    "edited_hash" TEXT,
    "policy" JSONB NOT NULL,
    "state" "approval_state" NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "approval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tool_pin" (
    "person_id" UUID NOT NULL,
    "tool_id" UUID NOT NULL,
    "pinned_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tool_pin_pkey" PRIMARY KEY ("person_id","tool_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_group_name_key" ON "person_group"("name");

-- CreateIndex
CREATE INDEX "group_member_person_id_idx" ON "group_member"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "tool_source_name_key" ON "tool_source"("name");

-- CreateIndex
CREATE INDEX "tool_source_id_idx" ON "tool"("source_id");

-- CreateIndex
CREATE INDEX "tool_grant_subject_kind_subject_id_idx" ON "tool_grant"("subject_kind", "subject_id");

-- CreateIndex
CREATE UNIQUE INDEX "tool_grant_tool_id_subject_kind_subject_id_key" ON "tool_grant"("tool_id", "subject_kind", "subject_id");

-- CreateIndex
CREATE UNIQUE INDEX "tool_secret_name_key" ON "tool_secret"("name");

-- CreateIndex
CREATE INDEX "tool_call_run_id_step_position_idx" ON "tool_call"("run_id", "step", "position");

-- CreateIndex
CREATE INDEX "tool_call_conversation_id_created_at_idx" ON "tool_call"("conversation_id", "created_at");

-- CreateIndex
CREATE INDEX "tool_call_message_id_idx" ON "tool_call"("message_id");

-- CreateIndex
CREATE INDEX "tool_call_tool_id_requester_id_created_at_idx" ON "tool_call"("tool_id", "requester_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "approval_call_id_key" ON "approval"("call_id");

-- CreateIndex
CREATE INDEX "approval_state_expires_at_idx" ON "approval"("state", "expires_at");

-- CreateIndex
CREATE INDEX "approval_requester_id_created_at_idx" ON "approval"("requester_id", "created_at");

-- AddForeignKey
ALTER TABLE "group_member" ADD CONSTRAINT "group_member_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "person_group"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_member" ADD CONSTRAINT "group_member_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tool" ADD CONSTRAINT "tool_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "tool_source"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tool_grant" ADD CONSTRAINT "tool_grant_tool_id_fkey" FOREIGN KEY ("tool_id") REFERENCES "tool"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tool_call" ADD CONSTRAINT "tool_call_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tool_call" ADD CONSTRAINT "tool_call_tool_id_fkey" FOREIGN KEY ("tool_id") REFERENCES "tool"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval" ADD CONSTRAINT "approval_call_id_fkey" FOREIGN KEY ("call_id") REFERENCES "tool_call"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tool_pin" ADD CONSTRAINT "tool_pin_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tool_pin" ADD CONSTRAINT "tool_pin_tool_id_fkey" FOREIGN KEY ("tool_id") REFERENCES "tool"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Written by hand: what Prisma's schema language cannot say.

CREATE UNIQUE INDEX "tool_name_in_use" ON "tool" ("name") WHERE "deleted_at" IS NULL;
CREATE INDEX "tool_call_open" ON "tool_call" ("created_at") WHERE "state" IN ('waiting_approval', 'ready', 'running');
CREATE INDEX "approval_pending" ON "approval" ("created_at", "id") WHERE "state" = 'pending';

ALTER TABLE "tool_call" ADD CONSTRAINT "tool_call_origin_known" CHECK ("origin" IN ('model', 'person'));
-- What is executed is what its approval names.
ALTER TABLE "tool_call" ADD CONSTRAINT "tool_call_has_arguments" CHECK ("state" NOT IN ('waiting_approval', 'ready', 'running', 'done') OR ("arguments" IS NOT NULL AND "argument_hash" IS NOT NULL));
-- Nobody decides without a name and a time.
ALTER TABLE "approval" ADD CONSTRAINT "approval_decided_by_somebody" CHECK ("state" NOT IN ('approved', 'refused') OR ("decided_by_id" IS NOT NULL AND "decided_at" IS NOT NULL));

-- Whoever shows a call is told of its changes: "<call id> <run id or empty>".
CREATE FUNCTION "tell_tool_call"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('yika_tool_call', NEW."id"::text || ' ' || coalesce(NEW."run_id"::text, ''));
  RETURN NULL;
END $$;

CREATE TRIGGER "tool_call_told" AFTER INSERT OR UPDATE OF "state", "arguments" ON "tool_call"
  FOR EACH ROW EXECUTE FUNCTION "tell_tool_call"();

CREATE INDEX "run_parked" ON "run" ("id") WHERE "status" = 'waiting_approval';
