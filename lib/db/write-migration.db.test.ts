import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runAsOwner } from '@/lib/db/testing/run-as-owner';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { diffSchemas, SCHEMA_SNAPSHOT, writeMigration } from '@/lib/db/write-migration';

const HEAD = 'datasource db {\n  provider = "postgresql"\n}\n';
const ONE = `${HEAD}model Card {\n  id Int @id\n}\n`;
const TWO = `${HEAD}model Card {\n  id Int @id\n  slots Int @default(3)\n}\n`;

const { connectionString } = useTestDatabase();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'yika-prisma-'));
  await mkdir(path.join(folder, 'migrations'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const given = { connectionString, now: new Date('2026-11-22T16:30:00Z') };

describe('writeMigration', () => {
  it('writes the whole schema first, then only what changed, then nothing', async () => {
    await writeFile(path.join(folder, 'schema.prisma'), ONE);
    const first = await writeMigration({ prismaFolder: folder, name: 'The card!', ...given });
    expect(first).toBe(path.join(folder, 'migrations/20261122163000_the_card/migration.sql'));

    await writeFile(path.join(folder, 'schema.prisma'), TWO);
    const second = await writeMigration({
      prismaFolder: folder,
      name: 'slots',
      connectionString,
      now: new Date('2026-11-22T16:31:00Z'),
    });
    const script = await readFile(second ?? '', 'utf8');
    expect(script).toContain('ALTER TABLE "Card" ADD COLUMN     "slots" INTEGER NOT NULL DEFAULT 3');
    expect(script).not.toContain('CREATE TABLE');
    expect(await readFile(path.join(folder, SCHEMA_SNAPSHOT), 'utf8')).toBe(TWO);

    await expect(writeMigration({ prismaFolder: folder, name: 'nothing', ...given })).resolves.toBeNull();
    expect(await readdir(path.join(folder, 'migrations'))).toHaveLength(3);
  });

  it('wants a name', async () => {
    await writeFile(path.join(folder, 'schema.prisma'), ONE);
    await expect(writeMigration({ prismaFolder: folder, name: ' - ', ...given })).rejects.toMatchObject({
      code: 'migration-name-missing',
    });
  });
});

describe('the schema of this build', () => {
  it('has a migration for every change (npm run new-migration -- <what it does>)', async () => {
    const [snapshot, schema] = await Promise.all([
      readFile(`prisma/${SCHEMA_SNAPSHOT}`, 'utf8'),
      readFile('prisma/schema.prisma', 'utf8'),
    ]);
    await expect(diffSchemas(connectionString, snapshot, schema)).resolves.toBeNull();
  });

  it('is what its migrations really make: same tables, columns, types and defaults', async () => {
    const script = await diffSchemas(connectionString, null, await readFile('prisma/schema.prisma', 'utf8'));
    await runAsOwner(connectionString, 'CREATE DATABASE by_schema TEMPLATE template0');
    const url = new URL(connectionString);
    url.pathname = '/by_schema';
    const bySchema = new pg.Client({ connectionString: url.href });
    await bySchema.connect();
    try {
      await bySchema.query(script ?? '');
      const [expected, migrated] = await Promise.all([
        readColumns(bySchema),
        readColumns({ query: (text: string) => runAsOwner(connectionString, text) }),
      ]);
      expect(expected.length).toBeGreaterThan(50);
      expect(migrated).toEqual(expected);
    } finally {
      await bySchema.end();
      await runAsOwner(connectionString, 'DROP DATABASE by_schema');
    }
  });
});

async function readColumns(client: { query(text: string): Promise<pg.QueryResult> }): Promise<unknown[]> {
  const { rows } = await client.query(`
    SELECT table_name, column_name, udt_name, is_nullable, column_default, datetime_precision
      FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'
     ORDER BY table_name, column_name`);
  return z.array(z.unknown()).parse(rows);
}
