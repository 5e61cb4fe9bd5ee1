import 'server-only';
import { createHash } from 'node:crypto';
import type { Principal } from '@/lib/auth/contracts';
import { inTransaction, type Transaction } from '@/lib/db/in-transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import { PART_BYTES, UPLOAD_BYTES, type UploadPartInput } from '@/lib/files/contracts';
import { findContent, setContentSize, type ContentRow } from '@/lib/files/internal/contents-repository';
import { findFileForUpdate, touchFile, type FileRow } from '@/lib/files/internal/files-repository';
import { writeParts } from '@/lib/files/internal/stored-bytes';

/**
 * Stores the next bytes of an upload: whole parts, except at the end of the file. Bytes that are stored already are
 * accepted again, so that a request whose answer was lost can be repeated.
 * @returns how many bytes arrived so far
 * @throws AppError `not-found`, `file-part-damaged`, `file-part-misplaced` (409) with the `offset` to continue from
 */
export async function uploadPart(
  principal: Principal,
  fileId: string,
  { offset, sha256, bytes }: UploadPartInput & { readonly bytes: Uint8Array },
  now = new Date(),
): Promise<{ readonly received: number }> {
  if (sha256 !== undefined && createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new AppError({ kind: 'invalid', code: 'file-part-damaged', detail: 'The part does not have this hash' });
  return await inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    const { file, content } = await lockUpload(principal, fileId, transaction);
    const end = offset + bytes.byteLength;
    if (end <= content.size) return { received: content.size };
    const isWhole = bytes.byteLength % PART_BYTES === 0 || end === file.size;
    if (offset !== content.size || end > file.size || bytes.byteLength > UPLOAD_BYTES || !isWhole)
      throw new AppError({
        kind: 'conflict',
        code: 'file-part-misplaced',
        detail: `Continue at ${content.size} with a multiple of ${PART_BYTES} bytes, at most ${UPLOAD_BYTES}`,
        values: { offset: content.size },
      });
    await writeParts(sql, { content, offset, bytes });
    await setContentSize(content.id, end, prisma);
    await touchFile(fileId, now, prisma);
    return { received: end };
  });
}

/** Locks an upload of the person until the commit. @throws AppError `not-found`, also when it is whole already */
export async function lockUpload(
  { personId }: Pick<Principal, 'personId'>,
  fileId: string,
  transaction: Transaction,
): Promise<{ readonly file: FileRow; readonly content: ContentRow }> {
  const file = await findFileForUpdate(personId, fileId, transaction);
  if (file?.state !== 'uploading' || file.contentId === null) throw notFound('upload');
  const content = await findContent({ id: file.contentId }, transaction.prisma);
  if (content === null) throw notFound('upload');
  return { file, content };
}
