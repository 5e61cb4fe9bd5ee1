// lib/files keeps the files of people: encrypted bytes in parts, shared by equal content, and the blocks read of them.
import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { sqlRunner, withTransaction } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import { MAX_FILES_PER_PERSON, type BeginUploadInput, type FileDto } from '@/lib/files/contracts';
import { fileLimits } from '@/lib/files/internal/file-limits';
import { attachContent } from '@/lib/files/internal/attach-content';
import { holdOwnContentByHash, insertContent } from '@/lib/files/internal/contents-sql';
import { fileEvent } from '@/lib/files/internal/file-event';
import { insertFile, lockQuota, selectUsage } from '@/lib/files/internal/files-sql';
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
  const refusal = await withTransaction(async (sql) => {
    await lockQuota(sql);
    const known =
      input.sha256 === undefined
        ? undefined
        : await holdOwnContentByHash(sql, principal.personId, Buffer.from(input.sha256, 'hex'));
    const size = known?.size ?? input.size;
    const refused = refuse(size, known !== undefined, await selectUsage(sql, principal.personId));
    if (refused !== null) {
      const details = { code: refused.code };
      const file = { id: null, name: input.name, size };
      await recordEvents(sql, [fileEvent('file.refused', actorOf(principal), file, { outcome: 'refused', details })]);
      return refused;
    }
    if (known === undefined) await insertContent(sql, { id: contentId, ...sealed, now });
    const file = { id, name: input.name, size };
    await insertFile(sql, { ...file, contentId: known?.id ?? contentId, ownerId: principal.personId, now });
    if (known === undefined) return null;
    await attachContent(sql, file, known, now);
    await recordEvents(sql, [fileEvent('file.uploaded', actorOf(principal), file, { details: { isKnown: true } })]);
    return null;
  });
  if (refusal !== null) throw refusal;
  return await getFile(principal, id, sqlRunner());
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
