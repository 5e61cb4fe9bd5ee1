import 'server-only';
import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { getConfig } from '@/lib/config/config';
import { inTransaction } from '@/lib/db/in-transaction';
import { lockName } from '@/lib/db/locks-sql';
import { AppError } from '@/lib/errors/app-error';
import type { FileDto } from '@/lib/files/contracts';
import { attachContent } from '@/lib/files/internal/attach-content';
import {
  insertContent,
  keepContentByHash,
  removeUnusedContent,
  sealContent,
} from '@/lib/files/internal/contents-repository';
import { fileEvent } from '@/lib/files/internal/file-event';
import { replaceContent } from '@/lib/files/internal/files-repository';
import { readParts } from '@/lib/files/internal/stored-bytes';
import { getFile } from '@/lib/files/get-file';
import { lockUpload } from '@/lib/files/upload-part';
import { createDataKey } from '@/lib/secrets/data-key';

/**
 * Ends an upload whose bytes are all there: they are hashed, equal bytes are stored once, and a job reads them. An
 * upload that was finished already stays as it is.
 * @throws AppError `not-found`, `file-incomplete` with the `offset` to continue from, `file-damaged` when the bytes do
 * not have the given hash: they have to be sent again from the start, into a content of their own, since the bytes of a
 * content never change while somebody may be hashing them
 */
export async function finishUpload(
  principal: Principal,
  fileId: string,
  expected: { readonly sha256?: string | undefined },
  now = new Date(),
): Promise<FileDto> {
  const before = await getFile(principal, fileId);
  if (before.state !== 'uploading') return before;
  const upload = await inTransaction((transaction) => lockUpload(principal, fileId, transaction));
  requireWhole(upload.file.size, upload.content.size);
  const hash = createHash('sha256');
  for await (const bytes of readParts(upload.content)) hash.update(bytes);
  const sha256 = hash.digest();
  const another = uuidv7({ msecs: now.getTime() });
  const sealed = await createDataKey(another);
  const isDamaged = expected.sha256 !== undefined && expected.sha256 !== sha256.toString('hex');

  await inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    const { file, content } = await lockUpload(principal, fileId, transaction);
    // What was hashed is not what is there now: another request found it damaged.
    requireWhole(file.size, content.id === upload.content.id ? content.size : 0);
    if (isDamaged) {
      await insertContent({ id: another, ...sealed, now }, prisma);
      await replaceContent(file.id, another, prisma);
      await removeUnusedContent(content.id, transaction);
      return;
    }
    // Of two uploads of equal bytes the second one finds the first.
    await lockName(sql, `yika file ${sha256.toString('hex')}`);
    const equal = await keepContentByHash(sha256, transaction);
    const scan = getConfig().CLAMD === undefined ? 'none' : 'pending';
    if (equal === null) await sealContent({ id: content.id, sha256, scan }, prisma);
    await attachContent({ ...file, ownerId: principal.personId }, equal ?? { id: content.id, scan }, now, transaction);
    if (equal !== null) await removeUnusedContent(content.id, transaction);
    const details = { sha256: sha256.toString('hex') };
    await recordEvents(sql, [fileEvent('file.uploaded', actorOf(principal), file, { details })]);
  });
  if (isDamaged)
    throw new AppError({ kind: 'invalid', code: 'file-damaged', detail: 'The bytes do not have this hash' });
  return await getFile(principal, fileId);
}

function requireWhole(size: number, received: number): void {
  if (received === size) return;
  throw new AppError({
    kind: 'conflict',
    code: 'file-incomplete',
    detail: `Continue at ${received}`,
    values: { offset: received },
  });
}
