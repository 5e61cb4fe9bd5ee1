// SQL: counts over joins in the same statement, SKIP LOCKED, and the path of a question.
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
