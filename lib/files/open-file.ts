import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { inTransaction } from '@/lib/db/in-transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import { findContent, type ContentRow } from '@/lib/files/internal/contents-repository';
import { fileEvent } from '@/lib/files/internal/file-event';
import { findFileForUpdate } from '@/lib/files/internal/files-repository';
import { readParts } from '@/lib/files/internal/stored-bytes';

/** The bytes of a file, read part by part while they are consumed. */
export interface OpenedFile {
  readonly name: string;
  readonly size: number;
  /** From `start` up to `end`, which is not included. */
  readonly read: (range?: { readonly start: number; readonly end: number }) => AsyncGenerator<Buffer>;
}

/**
 * Opens a stored file of the person. The log records it, unless `isContinued`: a further range of a file that is being
 * read.
 * @throws AppError `not-found`, `file-not-checked` while the virus scanner has not passed it, `file-threat`
 */
export async function openFile(
  principal: Principal,
  fileId: string,
  { isContinued = false }: { readonly isContinued?: boolean } = {},
): Promise<OpenedFile> {
  return await inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    const file = await findFileForUpdate(principal.personId, fileId, transaction);
    if (file?.state !== 'stored' || file.contentId === null) throw notFound('file');
    const content = await findContent({ id: file.contentId }, prisma);
    if (content === null) throw notFound('file');
    requireChecked(content);
    if (!isContinued) await recordEvents(sql, [fileEvent('file.opened', actorOf(principal), file)]);
    return { name: file.name, size: content.size, read: (range) => readParts(content, range) };
  });
}

/** @throws AppError `file-not-checked`, `file-threat` */
export function requireChecked({ scan }: Pick<ContentRow, 'scan'>): void {
  if (scan === 'threat')
    throw new AppError({ kind: 'conflict', code: 'file-threat', detail: 'The virus scanner found a threat' });
  if (scan === 'pending')
    throw new AppError({ kind: 'conflict', code: 'file-not-checked', detail: 'The file is not checked yet' });
}
