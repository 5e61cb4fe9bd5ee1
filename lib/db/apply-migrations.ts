import 'server-only';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { explainConnectionError } from '@/lib/db/internal/explain-connection-error';
import {
  lockMigrations,
  readMigrationRecords,
  readServerVersion,
  type MigrationRecord,
} from '@/lib/db/internal/db-migration-sql';
import { readMigrations, type Migration } from '@/lib/db/internal/migrations/read-migrations';
import { NO_FILTERS, openSchemaEngine } from '@/lib/db/internal/migrations/schema-engine';
import { AppError } from '@/lib/errors/app-error';
import { messageOf } from '@/lib/errors/message-of';

const OLDEST_SERVER_VERSION = 140_000;

export interface ApplyMigrationsOptions {
  readonly connectionString: string;
  /** The `prisma` folder: `schema.prisma` and `migrations/`. */
  readonly prismaFolder: string;
}

/**
 * Brings a database to this build's schema, in one transaction: all of the missing migrations or none of them, also
 * when this process is killed in the middle. Several processes take turns. Prisma's own `_prisma_migrations` is kept,
 * so `prisma migrate deploy` understands the result.
 * A migration must therefore run inside a transaction (no `CREATE INDEX CONCURRENTLY`).
 * @returns the names of the migrations applied now; usually none.
 * @throws AppError `database-unreachable`, `database-refused`, `database-missing`, `database-too-old`,
 * `database-newer`,
 *   `migration-unfinished` (another tool left one half done) or `migration-failed`.
 */
export async function applyMigrations(options: ApplyMigrationsOptions): Promise<string[]> {
  // One connection: the schema engine then works inside the transaction that is opened here.
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: 1,
    connectionTimeoutMillis: 10_000,
    application_name: 'yika-migrations',
  });
  pool.on('error', () => undefined);
  try {
    await beginLocked(pool);
    const migrations = await readMigrations(path.join(options.prismaFolder, 'migrations'));
    const pending = await findPending(pool, migrations);
    if (pending.length > 0) await runEngine(pool, options.prismaFolder, migrations);
    await pool.query('COMMIT');
    return pending;
  } finally {
    await pool.end();
  }
}

async function beginLocked(pool: pg.Pool): Promise<void> {
  const client = await pool.connect().catch((error: unknown) => {
    throw explainConnectionError(error);
  });
  try {
    const version = await readServerVersion(client);
    if (version < OLDEST_SERVER_VERSION) {
      const found = `${Math.floor(version / 10_000)}`;
      throw new AppError({
        kind: 'unavailable',
        code: 'database-too-old',
        detail: `The server is PostgreSQL ${found}; 14 or newer is needed`,
        values: { found },
      });
    }
    await client.query('BEGIN');
    await lockMigrations(client);
  } finally {
    client.release();
  }
}

async function findPending(pool: pg.Pool, migrations: readonly Migration[]): Promise<string[]> {
  const client = await pool.connect();
  let records: MigrationRecord[];
  try {
    records = (await readMigrationRecords(client)).filter((record) => !record.isRolledBack);
  } finally {
    client.release();
  }
  const unfinished = records.find((record) => !record.isFinished);
  if (unfinished !== undefined) {
    throw new AppError({
      kind: 'unavailable',
      code: 'migration-unfinished',
      detail: `Migration ${unfinished.name} is recorded as not finished`,
      values: { name: unfinished.name },
    });
  }
  const known = new Set(migrations.map((migration) => migration.name));
  const unknown = records.find((record) => !known.has(record.name));
  if (unknown !== undefined) {
    throw new AppError({
      kind: 'unavailable',
      code: 'database-newer',
      detail: `The database has the migration ${unknown.name}, which this build does not know`,
      values: { name: unknown.name },
    });
  }
  const applied = new Set(records.map((record) => record.name));
  return migrations.map((migration) => migration.name).filter((name) => !applied.has(name));
}

async function runEngine(pool: pg.Pool, prismaFolder: string, migrations: readonly Migration[]): Promise<void> {
  const schema = { path: 'schema.prisma', content: await readFile(path.join(prismaFolder, 'schema.prisma'), 'utf8') };
  const engine = await openSchemaEngine(pool, [schema]);
  try {
    await engine.applyMigrations({
      migrationsList: {
        baseDir: path.resolve(prismaFolder, 'migrations'),
        lockfile: {
          path: 'migration_lock.toml',
          content: await readFile(path.join(prismaFolder, 'migrations/migration_lock.toml'), 'utf8'),
        },
        shadowDbInitScript: '',
        migrationDirectories: migrations.map(({ name, script }) => ({
          path: name,
          migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: script } },
        })),
      },
      filters: NO_FILTERS,
    });
  } catch (cause) {
    const reason = messageOf(cause);
    throw new AppError({
      kind: 'unavailable',
      code: 'migration-failed',
      detail: `A migration failed and nothing was changed: ${reason}`,
      values: { reason },
      cause,
    });
  } finally {
    engine.free();
  }
}
