// lib/files keeps the files of people: encrypted bytes in parts, shared by equal content, and the blocks read of them.
import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { inTransaction } from '@/lib/db/in-transaction';
import { lockName } from '@/lib/db/locks-sql';
import { AppError } from '@/lib/errors/app-error';
import { MAX_FILES_PER_PERSON, type BeginUploadInput, type FileDto } from '@/lib/files/contracts';
import { fileLimits } from '@/lib/files/internal/file-limits';
import { attachContent } from '@/lib/files/internal/attach-content';
import { insertContent, keepOwnContentByHash } from '@/lib/files/internal/contents-repository';
import { fileEvent } from '@/lib/files/internal/file-event';
import { findUsage, insertFile } from '@/lib/files/internal/files-repository';
import { getFile } from '@/lib/files/get-file';
import { createDataKey } from '@/lib/secrets/data-key';

/**
 * Announces a file; its bytes follow from `received` on. With the hash of a file that the person has already, the new
 * file is whole at once.
 * @throws AppError `file-too-large`, `file-quota-person`, `file-quota-all`, `too-many-files`
 */
export async function beginUpload(principal: Principal, input: BeginUploadInput, now = new Date()): Promise<FileDto> {
  const id = uuidv7({ msecs: now.getTime() });
  const contentId = uuidv7({ msecs: now.getTime() });
  const sealed = await createDataKey(contentId);
  const refusal = await inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    // One upload after another is admitted, so that two at once cannot pass a quota together.
    await lockName(sql, 'yika files quota');
    const known =
      input.sha256 === undefined
        ? null
        : await keepOwnContentByHash(principal.personId, Buffer.from(input.sha256, 'hex'), transaction);
    const size = known?.size ?? input.size;
    const refused = refuse(size, known !== null, await findUsage(principal.personId, prisma));
    if (refused !== null) {
      const details = { code: refused.code };
      const file = { id: null, name: input.name, size };
      await recordEvents(sql, [fileEvent('file.refused', actorOf(principal), file, { outcome: 'refused', details })]);
      return refused;
    }
    if (known === null) await insertContent({ id: contentId, ...sealed, now }, prisma);
    const file = { id, name: input.name, size };
    await insertFile({ ...file, contentId: known?.id ?? contentId, ownerId: principal.personId, now }, prisma);
    if (known === null) return null;
    await attachContent({ ...file, ownerId: principal.personId }, known, now, transaction);
    await recordEvents(sql, [fileEvent('file.uploaded', actorOf(principal), file, { details: { isKnown: true } })]);
    return null;
  });
  if (refusal !== null) throw refusal;
  return await getFile(principal, id);
}

function refuse(
  size: number,
  isStored: boolean,
  usage: { readonly used: number; readonly files: number; readonly usedByAll: number },
): AppError | null {
  const { fileBytes, personBytes, allBytes } = fileLimits();
  const refusal = (kind: 'too-large' | 'conflict' | 'unavailable', code: string, limit: number): AppError =>
    new AppError({ kind, code, detail: `The limit is ${limit}`, values: { limit } });
  const megabytes = (bytes: number): number => Math.floor(bytes / 1_000_000);
  if (size > fileBytes) return refusal('too-large', 'file-too-large', megabytes(fileBytes));
  if (usage.files >= MAX_FILES_PER_PERSON) return refusal('conflict', 'too-many-files', MAX_FILES_PER_PERSON);
  if (usage.used + size > personBytes) return refusal('conflict', 'file-quota-person', megabytes(personBytes));
  if (!isStored && usage.usedByAll + size > allBytes)
    return refusal('unavailable', 'file-quota-all', megabytes(allBytes));
  return null;
}
