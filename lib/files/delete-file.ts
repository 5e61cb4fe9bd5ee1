import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { withTransaction, type SqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import { removeUnusedContent } from '@/lib/files/internal/contents-sql';
import { fileEvent } from '@/lib/files/internal/file-event';
import { lockFile, removeFile } from '@/lib/files/internal/files-sql';
import { READING_JOB } from '@/lib/files/reading-job';
import { cancelJobs } from '@/lib/jobs/cancel-jobs';

/**
 * Deletes a file at once, also in the middle of its upload. Its bytes and blocks are removed with the last file of
 * equal content; messages that it came with keep its name. @throws AppError `not-found`
 */
export async function deleteFile(principal: Principal, fileId: string, now = new Date()): Promise<void> {
  await withTransaction(async (sql) => {
    const file = await lockFile(sql, principal.personId, fileId);
    if (file === undefined || file.state === 'deleted') throw notFound('file');
    await removeFile(sql, fileId, now);
    if (file.contentId !== null) await releaseContent(sql, file.contentId);
    await recordEvents(sql, [fileEvent('file.deleted', actorOf(principal), file)]);
  });
}

/** Removes a content that no file refers to any more, and the jobs that read it. */
export async function releaseContent(sql: SqlRunner, contentId: string): Promise<void> {
  const readings = await removeUnusedContent(sql, contentId);
  if (readings.length > 0) await cancelJobs(sql, READING_JOB, readings);
}
