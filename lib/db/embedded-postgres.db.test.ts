import { spawn, type ChildProcess } from 'node:child_process';
import { access, chmod, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@/lib/db/embedded-postgres';
import { isProcessAlive } from '@/lib/db/inspect-process';
import { makeTemporaryDataFolder } from '@/lib/db/make-temporary-data-folder';

let folder: string;
let running: EmbeddedPostgres | undefined;

beforeEach(async () => {
  folder = await makeTemporaryDataFolder('pg');
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await rm(folder, { recursive: true, force: true });
});

const start = async (dataFolder = folder): Promise<EmbeddedPostgres> => {
  running = await startEmbeddedPostgres({ dataFolder, durable: false });
  return running;
};

async function query(postgres: EmbeddedPostgres, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: postgres.connectionString });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('startEmbeddedPostgres', () => {
  it('keeps its data over a stop and a start, listens on loopback alone and sorts and searches Chinese', async () => {
    const first = await start();
    await query(first, "CREATE TABLE card (name text); INSERT INTO card VALUES ('显卡'), ('合同')");
    expect(await query(first, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(await query(first, "SELECT datcollate, encoding FROM pg_database WHERE datname = 'yika'")).toEqual([
      { datcollate: 'C.UTF-8', encoding: 6 },
    ]);
    await first.stop();
    expect(isProcessAlive(first.pid)).toBe(false);
    expect(await query(await start(), "SELECT name FROM card WHERE name LIKE '%合%'")).toEqual([{ name: '合同' }]);
  });

  it('refuses connections without the password, which only this account can read', async () => {
    const postgres = await start();
    const url = new URL(postgres.connectionString);
    url.password = 'wrong';
    await expect(new pg.Client({ connectionString: url.href }).connect()).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(path.join(folder, 'postgres-password'))).mode & 0o777).toBe(0o600);
  });

  it('recovers after PostgreSQL was killed with SIGKILL: what was committed is there', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE card (id int); INSERT INTO card VALUES (1)');
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    expect(await query(await start(), 'SELECT id FROM card')).toEqual([{ id: 1 }]);
  });

  it('stops the server that a killed start left running, and takes over', async () => {
    const orphan = await start();
    const next = await start();
    expect(next.recoveredOrphan).toBe(true);
    expect(isProcessAlive(orphan.pid)).toBe(false);
    await expect(query(next, 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  });

  it('leaves a stranger alone whose process id stands in a stale file', async () => {
    const first = await start();
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const stranger: ChildProcess = spawn('sleep', ['60']);
    try {
      const file = path.join(first.clusterFolder, 'postmaster.pid');
      const lines = (await readFile(file, 'utf8')).split('\n');
      await writeFile(file, [String(stranger.pid), ...lines.slice(1)].join('\n'));
      await expect(query(await start(), 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
      expect(stranger.exitCode).toBeNull();
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  it('begins anew after a first start that was killed while it made the cluster', async () => {
    await mkdir(path.join(folder, 'postgres.partial-99999999/base'), { recursive: true });
    await start();
    expect((await readdir(folder)).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('does not touch a data folder of another PostgreSQL', async () => {
    await mkdir(path.join(folder, 'postgres'));
    await writeFile(path.join(folder, 'postgres/PG_VERSION'), '17\n');
    await expect(start()).rejects.toMatchObject({
      code: 'data-folder-other-version',
      values: { found: '17', needed: '18' },
    });
    expect(await readdir(path.join(folder, 'postgres'))).toEqual(['PG_VERSION']);
  });

  it.runIf(process.getuid?.() === 0)(
    'as root keeps the cluster elsewhere when its user cannot enter the folder above',
    async () => {
      await chmod(folder, 0o700);
      const dataFolder = path.join(folder, 'data');
      const postgres = await start(dataFolder);
      try {
        expect(postgres.movedBecause).toBe(dataFolder);
        expect(postgres.clusterFolder.startsWith(folder)).toBe(false);
        await expect(query(postgres, 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
        await expect(access(path.join(dataFolder, 'postgres'))).rejects.toMatchObject({ code: 'ENOENT' });
      } finally {
        await postgres.stop();
        await rm(path.dirname(postgres.clusterFolder), { recursive: true, force: true });
      }
    },
  );
});
