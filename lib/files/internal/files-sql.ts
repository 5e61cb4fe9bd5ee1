// SQL for row locks, counts in the same statement, and sizes that Prisma would read row by row.
import 'server-only';
import { z } from 'zod';
import type { SqlRunner } from '@/lib/db/transaction';
import { FILES_PAGE_SIZE, fileSchema, type FileDto, type ListFilesInput } from '@/lib/files/contracts';

/** bigint arrives as text. */
const bytes = z.coerce.number();

const rowSchema = fileSchema.extend({
  size: bytes,
  received: bytes,
  usedIn: bytes,
  createdAt: z.date().transform((date) => date.toISOString()),
});

const FILE = `
  SELECT f.id, f.name, f.size,
         CASE f.state WHEN 'stored' THEN coalesce(r.state::text, 'failed') ELSE f.state::text END AS state,
         CASE f.state WHEN 'uploading' THEN coalesce(c.size, 0) ELSE f.size END AS received,
         r.error_code AS error, r.kind, r.title, r.unit, r.total, coalesce(r.done, 0) AS done, r.sheets, coalesce(r.blocks, 0) AS blocks,
         coalesce(r.characters, 0) AS characters, r.tokens, coalesce(r.tokens_exact, false) AS "tokensExact", coalesce(r.warnings, '[]') AS warnings,
         f.created_at AS "createdAt",
         (SELECT count(DISTINCT m.conversation_id) FROM message_file mf JOIN message m ON m.id = mf.message_id
          JOIN conversation v ON v.id = m.conversation_id AND v.deleted_at IS NULL WHERE mf.file_id = f.id) AS "usedIn"
  FROM file f LEFT JOIN file_content c ON c.id = f.content_id LEFT JOIN file_reading r ON r.id = f.reading_id`;

/** Files of a person by their ids, deleted ones too; those of others are left out. */
export async function selectFiles(sql: SqlRunner, personId: string, fileIds: readonly string[]): Promise<FileDto[]> {
  const { rows } = await sql.query(`${FILE} WHERE f.owner_id = $1 AND f.id = ANY($2::uuid[])`, [personId, fileIds]);
  return rowSchema.array().parse(rows);
}

const ORDERS: Readonly<Record<ListFilesInput['sort'], string>> = {
  created: 'f.created_at',
  name: 'lower(f.name)',
  size: 'f.size',
};

/** A page of a person's files and how many there are. The texts are constants: sort and order are enums. */
export async function selectPage(
  sql: SqlRunner,
  personId: string,
  { search = '', sort, order, page }: ListFilesInput,
): Promise<{ readonly files: FileDto[]; readonly total: number }> {
  const where = `f.owner_id = $1 AND f.state <> 'deleted' AND ($2 = '' OR f.name ILIKE '%' || $2 || '%')`;
  const values = [personId, search.replaceAll(/[\\%_]/g, String.raw`\$&`)];
  const direction = order === 'asc' ? 'ASC' : 'DESC';
  const found = await sql.query(
    `${FILE} WHERE ${where} ORDER BY ${ORDERS[sort]} ${direction}, f.id ${direction} LIMIT $3 OFFSET $4`,
    [...values, FILES_PAGE_SIZE, (page - 1) * FILES_PAGE_SIZE],
  );
  const counted = await sql.query<{ total: number }>(
    `SELECT count(*)::int AS total FROM file f WHERE ${where}`,
    values,
  );
  return { files: rowSchema.array().parse(found.rows), total: counted.rows[0]?.total ?? 0 };
}

export interface FileRow {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly state: 'uploading' | 'stored' | 'deleted';
  readonly contentId: string | null;
  readonly readingId: string | null;
}

/** Locks a file of a person until the commit. */
export async function lockFile(sql: SqlRunner, personId: string, fileId: string): Promise<FileRow | undefined> {
  const { rows } = await sql.query<FileRow>(
    `SELECT id, name, size::float8 AS size, state::text, content_id AS "contentId", reading_id AS "readingId"
     FROM file WHERE id = $2 AND owner_id = $1 FOR UPDATE`,
    [personId, fileId],
  );
  return rows[0];
}

/** A file whose upload begins; `size` is what its person announced, in bytes. */
export async function insertFile(
  sql: SqlRunner,
  file: Pick<FileRow, 'id' | 'name' | 'size' | 'contentId'> & { readonly ownerId: string; readonly now: Date },
): Promise<void> {
  await sql.query(
    `INSERT INTO file (id, owner_id, name, size, state, content_id, created_at, updated_at) VALUES ($1, $2, $3, $4, 'uploading', $5, $6, $6)`,
    [file.id, file.ownerId, file.name, file.size, file.contentId, file.now],
  );
}

/** The bytes are whole: the file refers to them and to what is read of them. */
export async function storeFile(
  sql: SqlRunner,
  file: { readonly id: string; readonly contentId: string; readonly readingId: string; readonly now: Date },
): Promise<void> {
  await sql.query(`UPDATE file SET state = 'stored', content_id = $2, reading_id = $3, updated_at = $4 WHERE id = $1`, [
    file.id,
    file.contentId,
    file.readingId,
    file.now,
  ]);
}

/** The upload begins anew, in another content. */
export async function replaceContent(sql: SqlRunner, fileId: string, contentId: string): Promise<void> {
  await sql.query(`UPDATE file SET content_id = $2 WHERE id = $1`, [fileId, contentId]);
}

/** Records that the upload goes on: an upload without parts for a while is given up. */
export async function touchFile(sql: SqlRunner, fileId: string, now: Date): Promise<void> {
  await sql.query(`UPDATE file SET updated_at = $2 WHERE id = $1`, [fileId, now]);
}

/** Removes a file; of one that a message refers to the name is kept. */
export async function removeFile(sql: SqlRunner, fileId: string, now: Date): Promise<void> {
  await sql.query(
    `UPDATE file SET state = 'deleted', content_id = NULL, reading_id = NULL, deleted_at = $2, updated_at = $2 WHERE id = $1`,
    [fileId, now],
  );
  await sql.query(`DELETE FROM file WHERE id = $1 AND NOT EXISTS (SELECT FROM message_file WHERE file_id = $1)`, [
    fileId,
  ]);
}

export interface Usage {
  readonly used: number;
  readonly files: number;
  /** Bytes that are stored or announced, of everybody; equal ones once. */
  readonly usedByAll: number;
}

/** One upload after another is admitted, so that two at once cannot pass a quota together. */
export async function lockQuota(sql: SqlRunner): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock(hashtext('yika files quota'))`);
}

/** What counts against the quotas, in bytes and in files: of one person, and of the installation. */
export async function selectUsage(sql: SqlRunner, personId: string): Promise<Usage> {
  const { rows } = await sql.query<Usage>(
    `SELECT (SELECT coalesce(sum(size), 0)::float8 FROM file WHERE owner_id = $1 AND state <> 'deleted') AS used,
            (SELECT count(*)::int FROM file WHERE owner_id = $1 AND state <> 'deleted') AS files,
            (SELECT coalesce(sum(size), 0)::float8 FROM file_content WHERE sha256 IS NOT NULL)
              + (SELECT coalesce(sum(size), 0)::float8 FROM file WHERE state = 'uploading') AS "usedByAll"`,
    [personId],
  );
  const usage = rows[0];
  if (usage === undefined) throw new Error('no row of a query without conditions');
  return usage;
}

/** Files of people whose upload was given up. */
export async function lockAbandoned(
  sql: SqlRunner,
  before: Date,
  limit: number,
): Promise<{ readonly id: string; readonly ownerId: string; readonly contentId: string | null }[]> {
  const { rows } = await sql.query<{ id: string; ownerId: string; contentId: string | null }>(
    `SELECT id, owner_id AS "ownerId", content_id AS "contentId" FROM file WHERE state = 'uploading' AND updated_at < $1
     ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [before, limit],
  );
  return rows;
}

/** Names that no message refers to any more, after its conversation was removed for good. */
export async function deleteUnusedNames(sql: SqlRunner): Promise<void> {
  await sql.query(
    `DELETE FROM file f WHERE f.state = 'deleted' AND NOT EXISTS (SELECT FROM message_file m WHERE m.file_id = f.id)`,
  );
}

/**
 * Refers from a message to a person's files, which cannot be deleted meanwhile; a deleted one has its name alone.
 * @returns how many there are
 */
export async function insertMessageFiles(
  sql: SqlRunner,
  given: { readonly personId: string; readonly messageId: string; readonly fileIds: readonly string[] },
): Promise<number> {
  const { rowCount } = await sql.query(
    `INSERT INTO message_file (message_id, file_id, position)
     SELECT $2, owned.id, array_position($3::uuid[], owned.id) - 1
     FROM (SELECT id FROM file WHERE owner_id = $1 AND id = ANY($3::uuid[]) FOR SHARE) owned`,
    [given.personId, given.messageId, given.fileIds],
  );
  return rowCount ?? 0;
}
