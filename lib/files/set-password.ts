import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { Principal } from '@/lib/auth/contracts';
import { inTransaction } from '@/lib/db/in-transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import type { FileDto } from '@/lib/files/contracts';
import { releaseContent } from '@/lib/files/delete-file';
import { getFile } from '@/lib/files/get-file';
import { findContent } from '@/lib/files/internal/contents-repository';
import { findFileForUpdate, storeFile } from '@/lib/files/internal/files-repository';
import { queueReading } from '@/lib/files/internal/queue-reading';
import { findReading, keepReading, resetReading, setPassword } from '@/lib/files/internal/readings-repository';
import { PASSWORD_LABEL } from '@/lib/files/internal/seal-block';
import { openDataKey } from '@/lib/secrets/data-key';

const NEEDS_PASSWORD = new Set<string | null>(['document-password-needed', 'document-password-wrong']);

/**
 * Reads an encrypted file with its password. What is read belongs to this file alone: equal bytes of another person
 * need the password again. The password is stored, sealed, until the reading ends.
 * @throws AppError `not-found`, `file-needs-no-password`
 */
export async function setFilePassword(
  principal: Principal,
  fileId: string,
  password: string,
  now = new Date(),
): Promise<FileDto> {
  await inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    const file = await findFileForUpdate(principal.personId, fileId, transaction);
    if (file?.state !== 'stored' || file.contentId === null || file.readingId === null) throw notFound('file');
    const content = await findContent({ id: file.contentId }, prisma);
    const before = await findReading(file.readingId, prisma);
    if (content === null || before === null) throw notFound('file');
    if (before.state !== 'failed' || !NEEDS_PASSWORD.has(before.errorCode))
      throw new AppError({ kind: 'conflict', code: 'file-needs-no-password', detail: 'The file needs no password' });
    const reading = await keepReading(
      {
        id: uuidv7({ msecs: now.getTime() }),
        contentId: content.id,
        variant: `file ${file.id}`,
        name: file.name,
        now,
      },
      transaction,
    );
    await storeFile({ id: file.id, contentId: content.id, readingId: reading.id, now }, prisma);
    await resetReading(reading.id, 'waiting', prisma);
    const key = await openDataKey(content.id, content);
    await setPassword(reading.id, key.seal(PASSWORD_LABEL, Buffer.from(password)), prisma);
    await queueReading(sql, reading.id, principal.personId, now);
    await releaseContent(content.id, transaction);
  });
  return await getFile(principal, fileId);
}
