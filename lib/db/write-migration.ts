import 'server-only';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { functionChanges, readFunctionFiles } from '@/lib/db/internal/db-function-sql';
import { NO_FILTERS, openSchemaEngine } from '@/lib/db/internal/migrations/schema-engine';
import { hasCode } from '@/lib/db/inspect-process';
import { AppError } from '@/lib/errors/app-error';

/** The schema as the last migration left it; the next migration is the difference to schema.prisma. */
export const SCHEMA_SNAPSHOT = 'migrations/schema.snapshot.prisma';

export interface WriteMigrationOptions {
  readonly prismaFolder: string;
  /** What the migration does, in words for the folder's name. */
  readonly name: string;
  readonly now: Date;
  /**
   * A database with all migrations of `prismaFolder` and nothing else: its functions are compared with `functions/`.
   */
  readonly connectionString: string;
}

/**
 * Writes the migration from the snapshot to the current schema.prisma, and the new snapshot. The text of each function
 * that differs from its file in `functions/` follows, see docs/decisions/0074. What neither says (partial indexes,
 * triggers) is added to the file by hand.
 * @returns the path of the new migration.sql, or null when schema and functions did not change.
 */
export async function writeMigration({
  prismaFolder,
  name,
  now,
  connectionString,
}: WriteMigrationOptions): Promise<string | null> {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  if (slug === '')
    throw new AppError({
      kind: 'invalid',
      code: 'migration-name-missing',
      detail: 'Say what the migration does: npm run new-migration -- add tools',
    });
  const schema = await readFile(path.join(prismaFolder, 'schema.prisma'), 'utf8');
  const schemaChange = (await diffSchemas(connectionString, await readSnapshot(prismaFolder), schema)) ?? '';
  const script = [
    schemaChange,
    await diffFunctions(connectionString, path.join(prismaFolder, 'functions'), schemaChange),
  ]
    .filter((part) => part !== '')
    .join('\n');
  if (script === '') return null;
  const folder = path.join(prismaFolder, 'migrations', `${now.toISOString().replace(/\D/g, '').slice(0, 14)}_${slug}`);
  await mkdir(folder);
  await writeFile(path.join(folder, 'migration.sql'), script);
  await writeFile(path.join(prismaFolder, SCHEMA_SNAPSHOT), schema);
  return path.join(folder, 'migration.sql');
}

/** The SQL that leads from one Prisma schema (null: an empty database) to another; null when there is nothing to do. */
export async function diffSchemas(connectionString: string, from: string | null, to: string): Promise<string | null> {
  const files = (content: string): { path: string; content: string }[] => [{ path: 'schema.prisma', content }];
  const pool = new pg.Pool({ connectionString, max: 1 });
  try {
    const engine = await openSchemaEngine(pool, files(to));
    const { stdout, exitCode } = await engine.diff({
      from: from === null ? { tag: 'empty' } : { tag: 'schemaDatamodel', files: files(from) },
      to: { tag: 'schemaDatamodel', files: files(to) },
      script: true,
      exitCode: true,
      filters: NO_FILTERS,
    });
    engine.free();
    return exitCode === 0 ? null : (stdout ?? null);
  } finally {
    await pool.end();
  }
}

async function diffFunctions(connectionString: string, folder: string, schemaChange: string): Promise<string> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await functionChanges(client, await readFunctionFiles(folder), schemaChange);
  } finally {
    await client.end();
  }
}

async function readSnapshot(prismaFolder: string): Promise<string | null> {
  return readFile(path.join(prismaFolder, SCHEMA_SNAPSHOT), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  });
}
