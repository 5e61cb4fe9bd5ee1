import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { functionChanges, readFunctionDefinitions, readFunctionFiles } from '@/lib/db/internal/db-function-sql';
import { useTestDatabase } from '@/lib/db/testing/use-test-database';
import { writeMigration } from '@/lib/db/write-migration';

const { connectionString } = useTestDatabase();

let client: pg.Client;
beforeAll(async () => {
  client = new pg.Client({ connectionString });
  await client.connect();
});
afterAll(() => client.end());

describe('prisma/functions', () => {
  it('has one file for each function of a migrated database', async () => {
    const files = await readFunctionFiles('prisma/functions');
    expect(files.map(({ name }) => name)).toEqual((await readFunctionDefinitions(client)).map(({ name }) => name));
  });

  it('has the text of the migrations (npm run new-migration -- <what it does>)', async () => {
    await expect(functionChanges(client, await readFunctionFiles('prisma/functions'), '')).resolves.toBe('');
  });
});

describe('a migration of functions', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'yika-functions-'));
    await cp('prisma', folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const fileOf = (name: string): string => path.join(folder, 'functions', `${name}.sql`);
  const edit = async (name: string, from: string, to: string): Promise<void> => {
    const text = await readFile(fileOf(name), 'utf8');
    expect(text).toContain(from);
    await writeFile(fileOf(name), text.replace(from, to));
  };
  const write = async (): Promise<string | null> => {
    const written = await writeMigration({
      prismaFolder: folder,
      name: 'functions',
      connectionString,
      now: new Date('2099-01-01T00:00:00Z'),
    });
    return written === null ? null : readFile(written, 'utf8');
  };

  it('contains what is new or changed, and nothing for another format of the same', async () => {
    await edit('notify_tools', 'RETURNS trigger LANGUAGE plpgsql', 'RETURNS trigger\n  LANGUAGE plpgsql');
    await expect(write()).resolves.toBeNull();
    await edit('refuse', "'YK001'", "'YK002'");
    await writeFile(
      fileOf('twice'),
      'CREATE FUNCTION twice(n INTEGER) RETURNS INTEGER LANGUAGE sql AS $$ SELECT n + n $$;',
    );
    const [refuse, twice] = await Promise.all([readFile(fileOf('refuse'), 'utf8'), readFile(fileOf('twice'), 'utf8')]);
    await expect(write()).resolves.toBe(`${refuse}\n${twice}`);
  });

  it('drops a function whose parameters or result changed', async () => {
    await edit('refuse', 'code TEXT', 'code TEXT, hint TEXT');
    await edit('audit_append', 'RETURNS BIGINT', 'RETURNS NUMERIC');
    const script = await write();
    expect(script?.match(/^DROP.*$/gm)).toEqual(['DROP FUNCTION audit_append(json);', 'DROP FUNCTION refuse(text);']);
  });

  it('contains who may execute it', async () => {
    await writeFile(
      fileOf('refuse'),
      `${await readFile(fileOf('refuse'), 'utf8')}REVOKE ALL ON FUNCTION refuse(TEXT) FROM PUBLIC;\n`,
    );
    await expect(write()).resolves.toContain('REVOKE ALL ON FUNCTION refuse(TEXT) FROM PUBLIC');
  });
});
