import 'server-only';
import { inTransaction } from '@/lib/db/in-transaction';
import { releaseContent } from '@/lib/files/delete-file';
import { findUnusedContents } from '@/lib/files/internal/contents-repository';
import { deleteUnusedNames, removeFile } from '@/lib/files/internal/files-repository';
import { lockAbandoned } from '@/lib/files/internal/files-sql';
import { getLogger } from '@/lib/observability/logger';

const SWEEP_INTERVAL_MS = 3_600_000;
/** An upload without a new part for so long was given up; until then it holds its part of the quota. */
const KEEP_UPLOADS_HOURS = 24;
const HOUR_MS = 3_600_000;
const BATCH = 100;

/**
 * Removes uploads that were given up, contents that no file refers to (their person was removed) and the names of
 * deleted files that no message refers to any more. Safe in several processes at once.
 */
export async function sweepFiles(now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEEP_UPLOADS_HOURS * HOUR_MS);
  for (let found = BATCH; found === BATCH; )
    found = await inTransaction(async (transaction) => {
      const files = await lockAbandoned(transaction.sql, before, BATCH);
      for (const { id, contentId } of files) {
        await removeFile(id, now, transaction.prisma);
        if (contentId !== null) await releaseContent(contentId, transaction);
      }
      return files.length;
    });
  for (const contentId of await findUnusedContents(before, BATCH))
    await inTransaction((transaction) => releaseContent(contentId, transaction));
  await deleteUnusedNames();
}

/** Sweeps from time to time. */
export function startSweepingFiles(): { stop(): void } {
  const sweep = async (): Promise<void> => {
    try {
      await sweepFiles(new Date());
    } catch (error) {
      getLogger().warn({ err: error }, 'not all files were swept; the next round repeats it');
    }
  };
  const timer = setInterval(() => void sweep(), SWEEP_INTERVAL_MS);
  return { stop: () => clearInterval(timer) };
}
