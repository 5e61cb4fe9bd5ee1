// SQL for row locks, ON CONFLICT, and blocks that are written many at a time.
import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';

export interface ReadingRow {
  readonly id: string;
  readonly contentId: string;
  readonly variant: string;
  readonly name: string;
  readonly state: 'waiting' | 'scanning' | 'reading' | 'ready' | 'failed';
  readonly errorCode: string | null;
  readonly password: Buffer | null;
  readonly blocks: number;
}

const COLUMNS = `id, content_id AS "contentId", variant, name, state::text, error_code AS "errorCode", password, blocks`;

/** The reading of a content in this way; a new one waits. Kept from being removed until the commit. */
export async function holdReading(
  sql: SqlRunner,
  reading: Pick<ReadingRow, 'id' | 'contentId' | 'variant' | 'name'> & { readonly now: Date },
): Promise<ReadingRow> {
  await sql.query(
    `INSERT INTO file_reading (id, content_id, variant, name, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (content_id, variant) DO NOTHING`,
    [reading.id, reading.contentId, reading.variant, reading.name, reading.now],
  );
  const { rows } = await sql.query<ReadingRow>(
    `SELECT ${COLUMNS} FROM file_reading WHERE content_id = $1 AND variant = $2 FOR NO KEY UPDATE`,
    [reading.contentId, reading.variant],
  );
  const row = rows[0];
  if (row === undefined) throw new Error('the reading is gone; its content is held');
  return row;
}

/** A reading by its id. Undefined: there is none, for instance because its last file was deleted. */
export async function selectReading(sql: SqlRunner, readingId: string): Promise<ReadingRow | undefined> {
  const { rows } = await sql.query<ReadingRow>(`SELECT ${COLUMNS} FROM file_reading WHERE id = $1`, [readingId]);
  return rows[0];
}

/** Starts over: what an earlier attempt read is removed. */
export async function resetReading(
  sql: SqlRunner,
  readingId: string,
  state: 'waiting' | 'scanning' | 'reading',
): Promise<void> {
  await sql.query(`DELETE FROM file_block WHERE reading_id = $1`, [readingId]);
  await sql.query(
    `UPDATE file_reading SET state = $2::reading_state, error_code = NULL, kind = NULL, encoding = NULL, title = NULL, unit = NULL, total = NULL,
            done = 0, sheets = NULL, blocks = 0, characters = 0, tokens = NULL, tokens_exact = false, warnings = '[]', finished_at = NULL
     WHERE id = $1`,
    [readingId, state],
  );
}

/** Keeps a document’s password, sealed with the data key, until the reading ends. */
export async function setPassword(sql: SqlRunner, readingId: string, password: Buffer): Promise<void> {
  await sql.query(`UPDATE file_reading SET password = $2 WHERE id = $1`, [readingId, password]);
}

/** Records what kind of document it is. `total` counts units: pages, slides or sheets, as `unit` says. */
export async function describeReading(
  sql: SqlRunner,
  readingId: string,
  start: {
    readonly kind: string;
    readonly encoding: string | null;
    readonly title: string | null;
    readonly unit: string;
    readonly total: number;
    readonly sheets: readonly string[] | null;
  },
): Promise<void> {
  await sql.query(
    `UPDATE file_reading SET kind = $2, encoding = $3, title = $4, unit = $5, total = $6, sheets = $7::jsonb WHERE id = $1`,
    [
      readingId,
      start.kind,
      start.encoding,
      start.title,
      start.unit,
      start.total,
      start.sheets === null ? null : JSON.stringify(start.sheets),
    ],
  );
}

export interface SealedBlock {
  readonly ordinal: number;
  readonly unit: number | null;
  readonly kind: string;
  readonly sealed: Buffer;
}

/** Adds blocks and moves the reading's counts, in two statements however many there are. */
export async function insertBlocks(
  sql: SqlRunner,
  readingId: string,
  blocks: readonly SealedBlock[],
  progress: { readonly done: number; readonly characters: number },
): Promise<void> {
  if (blocks.length > 0)
    await sql.query(
      `INSERT INTO file_block (reading_id, ordinal, unit, kind, sealed)
       SELECT $1, * FROM unnest($2::int[], $3::int[], $4::text[], $5::bytea[])`,
      [
        readingId,
        blocks.map((block) => block.ordinal),
        blocks.map((block) => block.unit),
        blocks.map((block) => block.kind),
        blocks.map((block) => block.sealed),
      ],
    );
  await sql.query(
    `UPDATE file_reading SET done = $2, blocks = blocks + $3, characters = characters + $4 WHERE id = $1`,
    [readingId, progress.done, blocks.length, progress.characters],
  );
}

/** The whole document was read. Removes its password; `tokens` counts all of its blocks. */
export async function finishReading(
  sql: SqlRunner,
  readingId: string,
  end: { readonly warnings: readonly unknown[]; readonly tokens: number; readonly tokensExact: boolean },
): Promise<void> {
  await sql.query(
    `UPDATE file_reading SET state = 'ready', warnings = $2::jsonb, tokens = $3, tokens_exact = $4, done = coalesce(total, done), password = NULL,
            finished_at = now() WHERE id = $1`,
    [readingId, JSON.stringify(end.warnings), end.tokens, end.tokensExact],
  );
}

/** Ends a reading without a result: removes its blocks and its password. `code` is an error code of lib/files. */
export async function failReading(sql: SqlRunner, readingId: string, code: string): Promise<void> {
  await sql.query(`DELETE FROM file_block WHERE reading_id = $1`, [readingId]);
  await sql.query(
    `UPDATE file_reading SET state = 'failed', error_code = $2, blocks = 0, characters = 0, password = NULL, finished_at = now() WHERE id = $1`,
    [readingId, code],
  );
}

/** Files that show a reading. */
export async function selectFilesOfReading(
  sql: SqlRunner,
  readingId: string,
): Promise<{ readonly id: string; readonly ownerId: string; readonly name: string }[]> {
  const { rows } = await sql.query<{ id: string; ownerId: string; name: string }>(
    `SELECT id, owner_id AS "ownerId", name FROM file WHERE reading_id = $1`,
    [readingId],
  );
  return rows;
}

/** At most `limit` sealed blocks from the ordinal `from` on, in order; of one unit, or of all when it is null. */
export async function selectBlocks(
  sql: SqlRunner,
  readingId: string,
  page: { readonly from: number; readonly unit: number | null; readonly limit: number },
): Promise<{ readonly ordinal: number; readonly sealed: Buffer }[]> {
  const { rows } = await sql.query<{ ordinal: number; sealed: Buffer }>(
    `SELECT ordinal, sealed FROM file_block WHERE reading_id = $1 AND ordinal >= $2 AND ($3::int IS NULL OR unit = $3) ORDER BY ordinal LIMIT $4`,
    [readingId, page.from, page.unit, page.limit],
  );
  return rows;
}

/** The reading of a stored file of the person. */
export async function selectReadingOfFile(
  sql: SqlRunner,
  personId: string,
  fileId: string,
): Promise<ReadingRow | undefined> {
  const { rows } = await sql.query<ReadingRow>(
    `SELECT ${COLUMNS} FROM file_reading WHERE id = (SELECT reading_id FROM file WHERE id = $2 AND owner_id = $1 AND state = 'stored')`,
    [personId, fileId],
  );
  return rows[0];
}
