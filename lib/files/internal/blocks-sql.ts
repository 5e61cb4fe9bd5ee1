// SQL: blocks are written and read many at a time, and Prisma would copy and encode their bytes.
import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';

export interface SealedBlock {
  readonly ordinal: number;
  readonly unit: number | null;
  readonly kind: string;
  readonly sealed: Buffer;
}

/** Adds blocks in one statement however many there are. */
export async function insertBlocks(sql: SqlRunner, readingId: string, blocks: readonly SealedBlock[]): Promise<void> {
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
