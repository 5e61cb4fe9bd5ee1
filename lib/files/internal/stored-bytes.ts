import 'server-only';
import { sqlRunner, type SqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import { PART_BYTES } from '@/lib/files/contracts';
import type { ContentRow } from '@/lib/files/internal/contents-repository';
import { insertPart, selectPart } from '@/lib/files/internal/parts-sql';
import { openDataKey, type DataKey } from '@/lib/secrets/data-key';

/** Stores bytes that begin at a multiple of a part, encrypted. */
export async function writeParts(
  sql: SqlRunner,
  { content, offset, bytes }: { readonly content: ContentRow; readonly offset: number; readonly bytes: Uint8Array },
): Promise<void> {
  const key = await openDataKey(content.id, content);
  for (let start = 0; start < bytes.byteLength; start += PART_BYTES) {
    const ordinal = (offset + start) / PART_BYTES;
    const sealed = key.seal(partLabel(ordinal), bytes.subarray(start, start + PART_BYTES));
    await insertPart(sql, { contentId: content.id, ordinal, bytes: sealed });
  }
}

/** The bytes of a content from `start` up to `end` (exclusive), one part in memory at a time. */
export async function* readParts(
  content: ContentRow,
  { start, end }: { readonly start: number; readonly end: number } = { start: 0, end: content.size },
): AsyncGenerator<Buffer> {
  const key = await openDataKey(content.id, content);
  for (let ordinal = Math.floor(start / PART_BYTES); ordinal * PART_BYTES < end; ordinal += 1) {
    const bytes = await readPart(content.id, ordinal, key);
    const first = ordinal * PART_BYTES;
    yield bytes.subarray(Math.max(0, start - first), Math.min(bytes.byteLength, end - first));
  }
}

async function readPart(contentId: string, ordinal: number, key: DataKey): Promise<Buffer> {
  const sealed = await selectPart(sqlRunner(), contentId, ordinal);
  if (sealed === undefined)
    throw new AppError({ kind: 'not-found', code: 'not-found', detail: 'The file was deleted meanwhile' });
  return key.open(partLabel(ordinal), sealed);
}

function partLabel(ordinal: number): string {
  return `part ${ordinal}`;
}
