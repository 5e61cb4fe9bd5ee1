import 'server-only';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import pg, { type PoolClient } from 'pg';
import { z } from 'zod';
import {
  BATCH_CHARACTERS,
  BATCH_ROWS,
  beginSnapshot,
  countPeople,
  emptyTable,
  forgetInstallation,
  insertRows,
  listMigrationNames,
  listTables,
  readRows,
  suspendConstraints,
} from '@/lib/db/internal/db-backup-sql';
import { splitLines } from '@/lib/text/split-lines';
import { syncToDisk } from '@/lib/db/sync-to-disk';
import { AppError } from '@/lib/errors/app-error';
import { messageOf } from '@/lib/errors/message-of';

const FORMAT = 1;

const headerSchema = z.object({
  yikaBackup: z.literal(FORMAT),
  createdAt: z.string(),
  migrations: z.array(z.string()),
});
const tableSchema = z.object({ table: z.string() });
const endSchema = z.object({ rows: z.int() });

/**
 * Writes all of the database's content to one compressed file: a line that says what it is, then each table's name
 * followed by its rows as JSON, then the number of rows. Consistent while people work. Of use with every PostgreSQL
 * version, embedded or not; the file appears under its name only when it is complete and on disk.
 * @returns the number of rows
 */
export async function writeBackup(connectionString: string, file: string, now: Date): Promise<number> {
  const partial = `${file}.partial`;
  let count = 0;
  try {
    await withClient(connectionString, async (client) => {
      await beginSnapshot(client);
      const lines = async function* (): AsyncGenerator<string> {
        yield `${JSON.stringify({ yikaBackup: FORMAT, createdAt: now.toISOString(), migrations: await listMigrationNames(client) })}\n`;
        for (const table of await listTables(client)) {
          yield `${JSON.stringify({ table })}\n`;
          for await (const rows of readRows(client, table)) {
            count += rows.length;
            yield `${rows.join('\n')}\n`;
          }
        }
        yield `${JSON.stringify({ rows: count })}\n`;
      };
      await pipeline(Readable.from(lines()), createGzip(), createWriteStream(partial, { mode: 0o600 }));
    });
    await syncToDisk(partial);
    await rename(partial, file);
    await syncToDisk(path.dirname(file));
  } catch (cause) {
    await rm(partial, { force: true });
    throw new AppError({
      kind: 'unavailable',
      code: 'backup-failed',
      detail: 'The backup was not written',
      values: { reason: messageOf(cause) },
      cause,
    });
  }
  return count;
}

/**
 * Fills a migrated database that has no people yet from a file of `writeBackup`, in one transaction: all of it or
 * nothing.
 * @returns the number of rows
 * @throws AppError `restore-failed` when the file is cut or of another kind, when the database is in use, or when it is
 * of
 *   a newer build than this one
 */
export async function readBackup(connectionString: string, file: string): Promise<number> {
  return withClient(connectionString, async (client) => {
    await client.query('BEGIN');
    if ((await countPeople(client)) > 0)
      throw new Error('the database already has people; restore into a new data folder or an empty database');
    const tables = await listTables(client);
    const resume = await suspendConstraints(client, tables);
    const count = await fill(client, file, tables);
    for (const statement of resume) await client.query(statement);
    await forgetInstallation(client);
    await client.query('COMMIT');
    return count;
  }).catch((cause: unknown) => {
    throw new AppError({
      kind: 'unavailable',
      code: 'restore-failed',
      detail: 'Nothing was restored',
      values: { reason: messageOf(cause) },
      cause,
    });
  });
}

async function fill(client: PoolClient, file: string, tables: readonly string[]): Promise<number> {
  const known = new Set(await listMigrationNames(client));
  let table = '';
  let batch: string[] = [];
  let characters = 0;
  let count = 0;
  let isHeader = true;
  let isComplete = false;
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await insertRows(client, table, batch);
    batch = [];
    characters = 0;
  };
  for await (const line of readLines(file)) {
    if (isHeader) {
      checkHeader(line, known);
      isHeader = false;
      continue;
    }
    const marker = readMarker(line);
    if (marker === null) {
      batch.push(line);
      characters += line.length;
      count += 1;
      if (batch.length >= BATCH_ROWS || characters >= BATCH_CHARACTERS) await flush();
      continue;
    }
    await flush();
    if ('rows' in marker) {
      isComplete = marker.rows === count;
      continue;
    }
    table = marker.table;
    if (!tables.includes(table)) throw new Error(`the table ${table} is unknown to this version`);
    await emptyTable(client, table);
  }
  if (!isComplete) throw new Error('the file is cut off');
  return count;
}

function checkHeader(line: string, known: ReadonlySet<string>): void {
  const header = headerSchema.safeParse(JSON.parse(line));
  if (!header.success) throw new Error('the file is not a backup of Yika');
  const unknown = header.data.migrations.find((migration) => !known.has(migration));
  if (unknown !== undefined) throw new Error(`the backup was made by a newer version (migration ${unknown})`);
}

/** Rows have at least an id or a key beside what these two have, so that none is taken for a marker. */
function readMarker(line: string): { table: string } | { rows: number } | null {
  if (line.length > 200) return null;
  const value: unknown = JSON.parse(line);
  const table = z.strictObject(tableSchema.shape).safeParse(value);
  if (table.success) return table.data;
  const end = z.strictObject(endSchema.shape).safeParse(value);
  return end.success ? end.data : null;
}

async function* readLines(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const unpacked = createGunzip();
  // An error of the file would otherwise not reach who reads what is unpacked.
  source.on('error', (error) => unpacked.destroy(error));
  yield* splitLines(source.pipe(unpacked));
}

async function withClient<Result>(
  connectionString: string,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const pool = new pg.Pool({ connectionString, max: 1 });
  try {
    const client = await pool.connect();
    try {
      return await work(client);
    } finally {
      // What was not committed goes with the connection.
      client.release(true);
    }
  } finally {
    await pool.end();
  }
}
