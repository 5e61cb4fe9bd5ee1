// SQL: encrypted bytes, a megabyte each, which Prisma would copy and encode.
import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';

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

/** The encrypted bytes of one part (1 MiB of plain bytes at most). Undefined: there is none. */
export async function selectPart(sql: SqlRunner, contentId: string, ordinal: number): Promise<Buffer | undefined> {
  const { rows } = await sql.query<{ bytes: Buffer }>(
    `SELECT bytes FROM file_part WHERE content_id = $1 AND ordinal = $2`,
    [contentId, ordinal],
  );
  return rows[0]?.bytes;
}
