import type { PoolClient } from 'pg';
import { z } from 'zod';

/** One number for every build, so that starts of several processes on one database take turns. "yika" in ASCII. */
const MIGRATION_LOCK = 0x79696b61;

const recordSchema = z.object({ name: z.string(), isFinished: z.boolean(), isRolledBack: z.boolean() });

/** A row of Prisma's own table of migrations. */
export type MigrationRecord = z.infer<typeof recordSchema>;

/** The server's version as a number: 140005 is 14.5. */
export async function readServerVersion(client: PoolClient): Promise<number> {
  const { rows } = await client.query('SELECT current_setting($1)::int AS version', ['server_version_num']);
  return z.tuple([z.object({ version: z.number() })]).parse(rows)[0].version;
}

/** Waits for its turn; the lock is released by the end of the transaction, also when this process is killed. */
export async function lockMigrations(client: PoolClient): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
}

/** What was applied so far, oldest first; nothing on a new database. */
export async function readMigrationRecords(client: PoolClient): Promise<MigrationRecord[]> {
  const { rows: found } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists");
  if (!z.tuple([z.object({ exists: z.boolean() })]).parse(found)[0].exists) return [];
  const { rows } = await client.query(`
    SELECT migration_name AS name, finished_at IS NOT NULL AS "isFinished", rolled_back_at IS NOT NULL AS "isRolledBack"
      FROM _prisma_migrations
     ORDER BY started_at`);
  return z.array(recordSchema).parse(rows);
}
