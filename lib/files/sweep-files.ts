import 'server-only';
import { withTransaction, sqlRunner } from '@/lib/db/transaction';
import { releaseContent } from '@/lib/files/delete-file';
import { selectUnusedContents } from '@/lib/files/internal/contents-sql';
import { deleteUnusedNames, lockAbandoned, removeFile } from '@/lib/files/internal/files-sql';
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
    found = await withTransaction(async (sql) => {
      const files = await lockAbandoned(sql, before, BATCH);
      for (const { id, contentId } of files) {
        await removeFile(sql, id, now);
        if (contentId !== null) await releaseContent(sql, contentId);
      }
      return files.length;
    });
  for (const contentId of await selectUnusedContents(sqlRunner(), before, BATCH))
    await withTransaction((sql) => releaseContent(sql, contentId));
  await deleteUnusedNames(sqlRunner());
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
