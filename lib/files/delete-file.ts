import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { inTransaction, type Transaction } from '@/lib/db/in-transaction';
import { notFound } from '@/lib/errors/app-error';
import { removeUnusedContent } from '@/lib/files/internal/contents-repository';
import { fileEvent } from '@/lib/files/internal/file-event';
import { findFileForUpdate, removeFile } from '@/lib/files/internal/files-repository';
import { READING_JOB } from '@/lib/files/reading-job';
import { cancelJobs } from '@/lib/jobs/cancel-jobs';

/**
 * Deletes a file at once, also in the middle of its upload. Its bytes and blocks are removed with the last file of
 * equal content; messages that it came with keep its name. @throws AppError `not-found`
 */
export async function deleteFile(principal: Principal, fileId: string, now = new Date()): Promise<void> {
  await inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    const file = await findFileForUpdate(principal.personId, fileId, transaction);
    if (file === null || file.state === 'deleted') throw notFound('file');
    await removeFile(fileId, now, prisma);
    if (file.contentId !== null) await releaseContent(file.contentId, transaction);
    await recordEvents(sql, [fileEvent('file.deleted', actorOf(principal), file)]);
  });
}

/** Removes a content that no file refers to any more, and the jobs that read it. */
export async function releaseContent(contentId: string, transaction: Transaction): Promise<void> {
  const readings = await removeUnusedContent(contentId, transaction);
  if (readings.length > 0) await cancelJobs(transaction.sql, READING_JOB, readings);
}
