import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { Principal } from '@/lib/auth/contracts';
import { withTransaction } from '@/lib/db/transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import type { FileDto } from '@/lib/files/contracts';
import { releaseContent } from '@/lib/files/delete-file';
import { getFile } from '@/lib/files/get-file';
import { selectContent } from '@/lib/files/internal/contents-sql';
import { lockFile, storeFile } from '@/lib/files/internal/files-sql';
import { queueReading } from '@/lib/files/internal/queue-reading';
import { holdReading, resetReading, selectReading, setPassword } from '@/lib/files/internal/readings-sql';
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
  await withTransaction(async (sql) => {
    const file = await lockFile(sql, principal.personId, fileId);
    if (file?.state !== 'stored' || file.contentId === null || file.readingId === null) throw notFound('file');
    const [content, before] = await Promise.all([
      selectContent(sql, file.contentId),
      selectReading(sql, file.readingId),
    ]);
    if (content === undefined || before === undefined) throw notFound('file');
    if (before.state !== 'failed' || !NEEDS_PASSWORD.has(before.errorCode))
      throw new AppError({ kind: 'conflict', code: 'file-needs-no-password', detail: 'The file needs no password' });
    const reading = await holdReading(sql, {
      id: uuidv7({ msecs: now.getTime() }),
      contentId: content.id,
      variant: `file ${file.id}`,
      name: file.name,
      now,
    });
    await storeFile(sql, { id: file.id, contentId: content.id, readingId: reading.id, now });
    await resetReading(sql, reading.id, 'waiting');
    const key = await openDataKey(content.id, content);
    await setPassword(sql, reading.id, key.seal(PASSWORD_LABEL, Buffer.from(password)));
    await queueReading(sql, reading.id, now);
    await releaseContent(sql, content.id);
  });
  return await getFile(principal, fileId);
}
