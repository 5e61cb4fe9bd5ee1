// SQL for row locks, and for binary columns that are read one part at a time.
import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';

export interface ContentRow {
  readonly id: string;
  readonly size: number;
  readonly dataKey: Buffer;
  readonly keyId: string;
  readonly scan: 'none' | 'pending' | 'passed' | 'threat';
}

const COLUMNS = `id, size::float8 AS size, data_key AS "dataKey", key_id AS "keyId", scan::text`;

/** A content without bytes yet, with its sealed data key. Its upload appends parts. */
export async function insertContent(
  sql: SqlRunner,
  content: Pick<ContentRow, 'id' | 'keyId'> & { readonly dataKey: Uint8Array; readonly now: Date },
): Promise<void> {
  await sql.query(`INSERT INTO file_content (id, data_key, key_id, created_at) VALUES ($1, $2, $3, $4)`, [
    content.id,
    Buffer.from(content.dataKey),
    content.keyId,
    content.now,
  ]);
}

/** A content by its id: `size` in bytes stored so far, the data key sealed. Undefined: there is none. */
export async function selectContent(sql: SqlRunner, contentId: string): Promise<ContentRow | undefined> {
  const { rows } = await sql.query<ContentRow>(`SELECT ${COLUMNS} FROM file_content WHERE id = $1`, [contentId]);
  return rows[0];
}

/** A content by its hash, kept from being removed until the commit. */
export async function holdContentByHash(sql: SqlRunner, sha256: Buffer): Promise<ContentRow | undefined> {
  const { rows } = await sql.query<ContentRow>(`SELECT ${COLUMNS} FROM file_content WHERE sha256 = $1 FOR KEY SHARE`, [
    sha256,
  ]);
  return rows[0];
}

/** Only the person's own: whoever merely knows a hash does not get the bytes. */
export async function holdOwnContentByHash(
  sql: SqlRunner,
  personId: string,
  sha256: Buffer,
): Promise<ContentRow | undefined> {
  const { rows } = await sql.query<ContentRow>(
    `SELECT ${COLUMNS} FROM file_content WHERE sha256 = $2
        AND EXISTS (SELECT FROM file WHERE content_id = file_content.id AND owner_id = $1 AND state = 'stored') FOR KEY SHARE`,
    [personId, sha256],
  );
  return rows[0];
}

/** Appends an encrypted part; a second one with this ordinal fails on the primary key. */
export async function insertPart(
  sql: SqlRunner,
  part: { readonly contentId: string; readonly ordinal: number; readonly bytes: Buffer },
): Promise<void> {
  await sql.query(`INSERT INTO file_part (content_id, ordinal, bytes) VALUES ($1, $2, $3)`, [
    part.contentId,
    part.ordinal,
    part.bytes,
  ]);
}

/** @param size plain bytes that are stored so far */
export async function setContentSize(sql: SqlRunner, contentId: string, size: number): Promise<void> {
  await sql.query(`UPDATE file_content SET size = $2 WHERE id = $1`, [contentId, size]);
}

/** The encrypted bytes of one part (1 MiB of plain bytes at most). Undefined: there is none. */
export async function selectPart(sql: SqlRunner, contentId: string, ordinal: number): Promise<Buffer | undefined> {
  const { rows } = await sql.query<{ bytes: Buffer }>(
    `SELECT bytes FROM file_part WHERE content_id = $1 AND ordinal = $2`,
    [contentId, ordinal],
  );
  return rows[0]?.bytes;
}

/** Removes all bytes of a content; the content and its readings stay. */
export async function deleteParts(sql: SqlRunner, contentId: string): Promise<void> {
  await sql.query(`DELETE FROM file_part WHERE content_id = $1`, [contentId]);
}

/** Lets one upload of these bytes after another become whole, so that the second one finds the first. */
export async function lockHash(sql: SqlRunner, sha256: Buffer): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock(hashtextextended('yika file ' || encode($1::bytea, 'hex'), 0))`, [
    sha256,
  ]);
}

/** The bytes are whole; files with equal ones share them from now on. */
export async function sealContent(
  sql: SqlRunner,
  content: { readonly id: string; readonly sha256: Buffer; readonly scan: 'none' | 'pending' },
): Promise<void> {
  await sql.query(`UPDATE file_content SET sha256 = $2, scan = $3::scan_state WHERE id = $1`, [
    content.id,
    content.sha256,
    content.scan,
  ]);
}

/** Records what the virus scanner found. */
export async function setScan(sql: SqlRunner, contentId: string, scan: 'passed' | 'threat'): Promise<void> {
  await sql.query(`UPDATE file_content SET scan = $2::scan_state WHERE id = $1`, [contentId, scan]);
}

/**
 * Removes a content that no file refers to, with its parts, readings and blocks. Locks it first: whoever is about to
 * refer to it (FOR KEY SHARE) either comes before, and is seen, or finds nothing.
 * @returns the ids of its readings when it was removed
 */
export async function removeUnusedContent(sql: SqlRunner, contentId: string): Promise<readonly string[]> {
  await sql.query(`SELECT FROM file_content WHERE id = $1 FOR UPDATE`, [contentId]);
  const { rows } = await sql.query<{ id: string }>(
    `SELECT id FROM file_reading WHERE content_id = $1 AND NOT EXISTS (SELECT FROM file WHERE reading_id = file_reading.id)`,
    [contentId],
  );
  const unused = rows.map((row) => row.id);
  await sql.query(`DELETE FROM file_reading WHERE id = ANY($1::uuid[])`, [unused]);
  await sql.query(`DELETE FROM file_content WHERE id = $1 AND NOT EXISTS (SELECT FROM file WHERE content_id = $1)`, [
    contentId,
  ]);
  return unused;
}

/** Contents that no file refers to: of people who were removed, or of a process that died. */
export async function selectUnusedContents(sql: SqlRunner, before: Date, limit: number): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT id FROM file_content c WHERE created_at < $1 AND NOT EXISTS (SELECT FROM file WHERE content_id = c.id) LIMIT $2`,
    [before, limit],
  );
  return rows.map((row) => row.id);
}

/** Locks every data key, for a rotation of the installation's key. */
export async function lockDataKeys(
  sql: SqlRunner,
): Promise<{ readonly id: string; readonly dataKey: Buffer; readonly keyId: string }[]> {
  await sql.query('LOCK TABLE file_content IN SHARE ROW EXCLUSIVE MODE');
  const { rows } = await sql.query<{ id: string; dataKey: Buffer; keyId: string }>(
    `SELECT id, data_key AS "dataKey", key_id AS "keyId" FROM file_content ORDER BY id`,
  );
  return rows;
}

/** Stores the data key again, sealed with another key of the installation. */
export async function updateDataKey(
  sql: SqlRunner,
  contentId: string,
  sealed: { readonly dataKey: Uint8Array; readonly keyId: string },
): Promise<void> {
  await sql.query(`UPDATE file_content SET data_key = $2, key_id = $3 WHERE id = $1`, [
    contentId,
    Buffer.from(sealed.dataKey),
    sealed.keyId,
  ]);
}
