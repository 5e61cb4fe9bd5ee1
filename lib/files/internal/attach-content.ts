import 'server-only';
import path from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '@/lib/db/in-transaction';
import { storeFile } from '@/lib/files/internal/files-repository';
import { failReading, keepReading, resetReading } from '@/lib/files/internal/readings-repository';
import { queueReading } from '@/lib/files/internal/queue-reading';

/** Endings that decide how plain text is read; every other kind is found by content. */
const DECIDING_ENDINGS = new Set(['csv', 'tsv', 'md', 'markdown', 'txt', 'log', 'json', 'htm', 'html']);

/**
 * Makes whole bytes the content of a file. What was read of equal bytes is used again; a reading that failed is tried
 * again, unless the bytes are a threat. The transaction keeps the content from being removed.
 */
export async function attachContent(
  file: { readonly id: string; readonly ownerId: string; readonly name: string },
  content: { readonly id: string; readonly scan: string },
  now: Date,
  transaction: Transaction,
): Promise<void> {
  const { prisma, sql } = transaction;
  const reading = await keepReading(
    {
      id: uuidv7({ msecs: now.getTime() }),
      contentId: content.id,
      variant: variantOf(file.name),
      name: file.name,
      now,
    },
    transaction,
  );
  await storeFile({ id: file.id, contentId: content.id, readingId: reading.id, now }, prisma);
  if (content.scan === 'threat') {
    await failReading(reading.id, 'file-threat', prisma);
    return;
  }
  if (reading.state === 'failed') await resetReading(reading.id, 'waiting', prisma);
  if (reading.state !== 'ready') await queueReading(sql, reading.id, file.ownerId, now);
}

function variantOf(name: string): string {
  const ending = path.extname(name).slice(1).toLowerCase();
  return DECIDING_ENDINGS.has(ending) ? ending : '';
}
