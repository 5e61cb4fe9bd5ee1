import 'server-only';
import path from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { SqlRunner } from '@/lib/db/transaction';
import { storeFile } from '@/lib/files/internal/files-sql';
import { failReading, holdReading, resetReading } from '@/lib/files/internal/readings-sql';
import { queueReading } from '@/lib/files/internal/queue-reading';

/** Endings that decide how plain text is read; every other kind is found by content. */
const DECIDING_ENDINGS = new Set(['csv', 'tsv', 'md', 'markdown', 'txt', 'log', 'json', 'htm', 'html']);

/**
 * Makes whole bytes the content of a file. What was read of equal bytes is used again; a reading that failed is tried
 * again, unless the bytes are a threat. The content must be held by the transaction.
 */
export async function attachContent(
  sql: SqlRunner,
  file: { readonly id: string; readonly name: string },
  content: { readonly id: string; readonly scan: string },
  now: Date,
): Promise<void> {
  const reading = await holdReading(sql, {
    id: uuidv7({ msecs: now.getTime() }),
    contentId: content.id,
    variant: variantOf(file.name),
    name: file.name,
    now,
  });
  await storeFile(sql, { id: file.id, contentId: content.id, readingId: reading.id, now });
  if (content.scan === 'threat') {
    await failReading(sql, reading.id, 'file-threat');
    return;
  }
  if (reading.state === 'failed') await resetReading(sql, reading.id, 'waiting');
  if (reading.state !== 'ready') await queueReading(sql, reading.id, now);
}

function variantOf(name: string): string {
  const ending = path.extname(name).slice(1).toLowerCase();
  return DECIDING_ENDINGS.has(ending) ? ending : '';
}
