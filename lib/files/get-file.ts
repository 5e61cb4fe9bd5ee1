import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { sqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import type { FileDto } from '@/lib/files/contracts';
import { selectFiles } from '@/lib/files/internal/files-sql';

/** A file of the person; a deleted one has its name alone. @throws AppError `not-found` */
export async function getFile({ personId }: Pick<Principal, 'personId'>, fileId: string): Promise<FileDto> {
  const [file] = await selectFiles(sqlRunner(), personId, [fileId]);
  if (file === undefined) throw notFound('file');
  return file;
}

/** Files of the person in the order of the ids; those that do not exist or are another person's are left out. */
export async function getFiles(
  { personId }: Pick<Principal, 'personId'>,
  fileIds: readonly string[],
): Promise<FileDto[]> {
  if (fileIds.length === 0) return [];
  const files = new Map((await selectFiles(sqlRunner(), personId, fileIds)).map((file) => [file.id, file]));
  return fileIds.flatMap((id) => files.get(id) ?? []);
}
