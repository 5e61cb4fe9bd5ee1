-- Receivers by robot and webhook are not offered; the tables are empty.
ALTER TYPE "report_channel" RENAME TO "report_channel_old";
CREATE TYPE "report_channel" AS ENUM ('person', 'group', 'mail');
ALTER TABLE "report_receiver" ALTER COLUMN "channel" TYPE "report_channel" USING ("channel"::text::"report_channel");
DROP TYPE "report_channel_old";
ALTER TABLE "report_receiver" DROP COLUMN "secret_name";
ALTER TABLE "report_delivery" ADD COLUMN "is_sending" BOOLEAN NOT NULL DEFAULT false;
