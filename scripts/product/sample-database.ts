import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { createReaderDatabase } from '@/lib/db/create-reader-database';
import { zonedTime } from '@/lib/text/zoned-time';

const DATABASE = 'yika_sample';
const FIRST_DAY = Date.parse('2026-08-01T00:00:00Z');
/** 2026-11-28: the planted anomalies lie before it. */
const LAST_KNOWN = 119;
const DAY_MS = 86_400_000;

/**
 * Keeps a database with made-up sales beside the embedded one, so that a fresh install can show reports: up to
 * yesterday in China, and the first hours of today.
 * @param adminUrl of the embedded cluster's superuser
 * @returns the address at which the app reads it, and when its rows are there
 */
export async function prepareSampleDatabase(
  adminUrl: string,
  now = new Date(),
): Promise<{ readonly readerUrl: string; readonly filled: Promise<void> }> {
  const { ownerUrl, readerUrl } = await createReaderDatabase(adminUrl, DATABASE);
  const yesterday = Date.parse(`${zonedTime(now, 'Asia/Shanghai').date}T00:00:00Z`) - DAY_MS;
  const last = Math.max(LAST_KNOWN, Math.floor((yesterday - FIRST_DAY) / DAY_MS));
  return { readerUrl, filled: fill(ownerUrl, last) };
}

/** All days are made anew when a day is missing; readers see the old ones until the commit. */
async function fill(ownerUrl: string, last: number): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ table: string | null }>(`SELECT to_regclass('sales.business_day') AS table`);
    if (rows[0]?.table !== null) {
      const newest = await client.query<{ n: number }>('SELECT max(n) AS n FROM sales.business_day');
      if (newest.rows[0]?.n === last + 1) return;
    }
    const text = await readFile(path.join(import.meta.dirname, 'sample-sales.sql'), 'utf8');
    await client.query(`BEGIN; ${text.replaceAll('__LAST__', String(last))};
      GRANT USAGE ON SCHEMA sales TO ${DATABASE}_reader; GRANT SELECT ON ALL TABLES IN SCHEMA sales TO ${DATABASE}_reader; COMMIT`);
  } finally {
    await client.end();
  }
}
