import type { PoolClient } from 'pg';
import pg from 'pg';
import { z } from 'zod';
import { INSTALLATION_ID_SETTING } from '@/lib/db/installation-setting';

const name = z.object({ name: z.string() });

/** What is fetched or inserted at a time: bounds memory, whatever the size of the database and of its rows. */
export const BATCH_ROWS = 500;
export const BATCH_CHARACTERS = 16_000_000;
/** A part of a file is a row of 2 MB as JSON: until the rows of a table are known, few are fetched. */
const FIRST_ROWS = 8;

/** Our tables, without Prisma's record of migrations. */
export async function listTables(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query(`
    SELECT c.relname AS name FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> '_prisma_migrations' ORDER BY 1`);
  return z
    .array(name)
    .parse(rows)
    .map((row) => row.name);
}

/** The migrations that made this schema, oldest first. */
export async function listMigrationNames(client: PoolClient): Promise<string[]> {
  const { rows } = await client.query(
    'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1',
  );
  return z
    .array(name)
    .parse(rows)
    .map((row) => row.name);
}

/** One view of all tables for the whole transaction, while others go on writing. */
export async function beginSnapshot(client: PoolClient): Promise<void> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
}

/** The rows of a table as JSON texts, in batches. Generated columns are left out: they come back by themselves. */
export async function* readRows(client: PoolClient, table: string): AsyncGenerator<string[]> {
  const columns = await writableColumns(client, table);
  await client.query(
    `DECLARE backup NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS name FROM (SELECT ${columns} FROM ${pg.escapeIdentifier(table)}) t`,
  );
  for (let count = FIRST_ROWS; ; ) {
    const { rows } = await client.query(`FETCH ${count} FROM backup`);
    if (rows.length === 0) break;
    const texts = z
      .array(name)
      .parse(rows)
      .map((row) => row.name);
    yield texts;
    const longest = Math.max(...texts.map((text) => text.length));
    count = Math.min(BATCH_ROWS, 2 * count, Math.max(FIRST_ROWS, Math.floor(BATCH_CHARACTERS / longest)));
  }
  await client.query('CLOSE backup');
}

/** Inserts rows given as JSON texts. */
export async function insertRows(client: PoolClient, table: string, rows: readonly string[]): Promise<void> {
  const columns = await writableColumns(client, table);
  const target = pg.escapeIdentifier(table);
  await client.query(
    `INSERT INTO ${target} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${target}, $1::json)`,
    [`[${rows.join(',')}]`],
  );
}

/**
 * Makes a restored copy an installation of its own, whose cookies do not replace those of the original on the same
 * host.
 */
export async function forgetInstallation(client: PoolClient): Promise<void> {
  await client.query('DELETE FROM setting WHERE key = $1', [INSTALLATION_ID_SETTING]);
}

/**
 * Lets rows come in any order: foreign keys are dropped, our triggers rest. The owner of the tables may do this, no
 * superuser is needed.
 * @returns the statements that bring everything back, checking every row
 */
export async function suspendConstraints(client: PoolClient, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query(`
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
           format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS add
      FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`);
  const foreignKeys = z.array(z.object({ drop: z.string(), add: z.string() })).parse(rows);
  for (const { drop } of foreignKeys) await client.query(drop);
  for (const table of tables) await client.query(`ALTER TABLE ${pg.escapeIdentifier(table)} DISABLE TRIGGER USER`);
  return [
    ...tables.map((table) => `ALTER TABLE ${pg.escapeIdentifier(table)} ENABLE TRIGGER USER`),
    ...foreignKeys.map(({ add }) => add),
  ];
}

/** Empties a table that a migration filled with its own first rows, so that those of the backup take their place. */
export async function emptyTable(client: PoolClient, table: string): Promise<void> {
  await client.query(`DELETE FROM ${pg.escapeIdentifier(table)}`);
}

/** How many people there are: a database that has some is in use. */
export async function countPeople(client: PoolClient): Promise<number> {
  const { rows } = await client.query('SELECT count(*)::int AS count FROM person');
  return z.tuple([z.object({ count: z.int() })]).parse(rows)[0].count;
}

async function writableColumns(client: PoolClient, table: string): Promise<string> {
  const { rows } = await client.query(
    `SELECT quote_ident(attname) AS name FROM pg_attribute
      WHERE attrelid = format('public.%I', $1::text)::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    [table],
  );
  return z
    .array(name)
    .parse(rows)
    .map((row) => row.name)
    .join(', ');
}
