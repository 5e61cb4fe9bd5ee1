import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { sqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import { type BlocksPage, type ReadBlocksInput, type StoredBlock, storedBlockSchema } from '@/lib/files/contracts';
import { selectBlocks } from '@/lib/files/internal/blocks-sql';
import { findContent } from '@/lib/files/internal/contents-repository';
import { blockLabel } from '@/lib/files/internal/seal-block';
import { findReadingOfFile } from '@/lib/files/internal/readings-repository';
import { requireChecked } from '@/lib/files/open-file';
import { openDataKey } from '@/lib/secrets/data-key';

const ALL_PAGE = 500;

/**
 * A page of what was read of a file, in reading order; while it is being read, what is there so far.
 * @throws AppError `not-found`, `file-not-checked`, `file-threat`
 */
export async function readBlocks(
  person: Pick<Principal, 'personId'>,
  fileId: string,
  { from, unit, limit }: ReadBlocksInput,
): Promise<BlocksPage> {
  const reading = await findReadingOfFile(person.personId, fileId);
  const content = reading === null ? null : await findContent({ id: reading.contentId });
  if (reading === null || content === null) throw notFound('file');
  requireChecked(content);
  const key = await openDataKey(content.id, content);
  const rows = await selectBlocks(sqlRunner(), reading.id, { from, unit: unit ?? null, limit });
  const blocks = rows.map(({ ordinal, sealed }) =>
    storedBlockSchema.parse({ ordinal, ...parse(key.open(blockLabel(reading.id, ordinal), sealed)) }),
  );
  const last = rows.at(-1);
  return { blocks, next: last === undefined || rows.length < limit ? null : last.ordinal + 1, state: reading.state };
}

/** Every block of a file that was read so far, page by page; one page is in memory at a time. */
export async function* readAllBlocks(
  person: Pick<Principal, 'personId'>,
  fileId: string,
): AsyncGenerator<readonly StoredBlock[]> {
  for (let from: number | null = 0; from !== null; ) {
    const page: BlocksPage = await readBlocks(person, fileId, { from, limit: ALL_PAGE });
    yield page.blocks;
    from = page.next;
  }
}

function parse(bytes: Buffer): object {
  const value: unknown = JSON.parse(bytes.toString('utf8'));
  if (typeof value !== 'object' || value === null) throw new Error('a block is an object');
  return value;
}
