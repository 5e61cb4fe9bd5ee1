import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import { insertMessageFiles } from '@/lib/files/internal/files-sql';

/**
 * Attaches files of a person to a message, in this order, inside the caller's transaction.
 * @throws AppError not-found when one is another person's, does not exist or is deleted
 */
export async function attachFiles(
  sql: SqlRunner,
  given: { readonly personId: string; readonly messageId: string; readonly fileIds: readonly string[] },
): Promise<void> {
  const fileIds = [...new Set(given.fileIds)];
  if ((await insertMessageFiles(sql, { ...given, fileIds })) !== fileIds.length) throw notFound('file');
}
