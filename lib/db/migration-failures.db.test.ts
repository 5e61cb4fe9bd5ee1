import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyMigrations } from '@/lib/db/apply-migrations';
import { startFakeOldServer } from '@/lib/db/testing/fake-old-server';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';

const { connectionString } = useTestDatabase();
const NAME = '20990101000000_later';

let prismaFolder: string;
beforeEach(async () => {
  prismaFolder = await mkdtemp(path.join(os.tmpdir(), 'yika-migrations-'));
  await cp('prisma', prismaFolder, { recursive: true });
});
afterEach(() => rm(prismaFolder, { recursive: true, force: true }));

async function addMigration(script: string): Promise<void> {
  await mkdir(path.join(prismaFolder, 'migrations', NAME));
  await writeFile(path.join(prismaFolder, 'migrations', NAME, 'migration.sql'), script);
}

const apply = (url = connectionString): Promise<string[]> => applyMigrations({ connectionString: url, prismaFolder });

describe('applyMigrations when something is wrong', () => {
  it('takes a script whole: functions, strings and comments with semicolons', async () => {
    await addMigration(`
      -- A comment; with a semicolon.
      CREATE FUNCTION later() RETURNS text LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 'a;b'; END $$;
      CREATE TABLE later (t text DEFAULT 'x;y');`);
    await expect(apply()).resolves.toEqual([NAME]);
    await expect(apply()).resolves.toEqual([]);
    const { rows } = await runAsOwner(connectionString, 'SELECT later() AS text');
    expect(rows).toEqual([{ text: 'a;b' }]);
    await runAsOwner(
      connectionString,
      `DROP TABLE later; DROP FUNCTION later; DELETE FROM _prisma_migrations WHERE migration_name = '${NAME}'`,
    );
  });

  it('undoes a migration that fails in the middle, with its record, and can be tried again', async () => {
    await addMigration('CREATE TABLE half_way (id int); SELECT 1 / 0;');
    await expect(apply()).rejects.toMatchObject({ code: 'migration-failed' });
    const { rows } = await runAsOwner(
      connectionString,
      "SELECT to_regclass('half_way') AS half, (SELECT count(*)::int FROM _prisma_migrations WHERE finished_at IS NULL) AS unfinished",
    );
    expect(rows).toEqual([{ half: null, unfinished: 0 }]);
    await writeFile(path.join(prismaFolder, 'migrations', NAME, 'migration.sql'), 'SELECT 1');
    await expect(apply()).resolves.toEqual([NAME]);
    await runAsOwner(connectionString, 'DELETE FROM _prisma_migrations WHERE migration_name = $1', [NAME]);
  });

  it('applies once when several processes start together', async () => {
    await addMigration('CREATE TABLE once (id int)');
    const applied = await Promise.all([apply(), apply(), apply()]);
    expect(applied.flat()).toEqual([NAME]);
  });

  it('refuses a database of a newer build, without changing it', async () => {
    await expect(apply()).rejects.toMatchObject({ code: 'database-newer', values: { name: NAME } });
  });

  it('refuses a database in which another tool left a migration half done', async () => {
    await addMigration('SELECT 1');
    await runAsOwner(connectionString, 'UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = $1', [
      NAME,
    ]);
    await expect(apply()).rejects.toMatchObject({ code: 'migration-unfinished', values: { name: NAME } });
  });

  it('distinguishes an unreachable server, a wrong password and a missing database', async () => {
    const wrongPassword = new URL(connectionString);
    wrongPassword.password = 'wrong';
    const missing = new URL(connectionString);
    missing.pathname = '/no_such_database';
    await expect(apply('postgresql://yika@127.0.0.1:1/yika')).rejects.toMatchObject({ code: 'database-unreachable' });
    await expect(apply(wrongPassword.href)).rejects.toMatchObject({ code: 'database-refused' });
    await expect(apply(missing.href)).rejects.toMatchObject({ code: 'database-missing' });
  });

  it('refuses a server older than PostgreSQL 14', async () => {
    const server = await startFakeOldServer(130_014);
    try {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      await expect(apply(`postgresql://yika@127.0.0.1:${port}/yika`)).rejects.toMatchObject({
        code: 'database-too-old',
        values: { found: '13' },
      });
    } finally {
      server.close();
    }
  });
});
