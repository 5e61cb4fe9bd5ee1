import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import { fileNotFound } from '@/lib/files/file-not-found';
import { insertMessageFiles } from '@/lib/files/internal/files-sql';

/**
 * Attaches files of a person to a message, in this order, inside the caller's transaction.
 * @throws AppError file-not-found when one is another person's or does not exist
 */
export async function attachFiles(
  sql: SqlRunner,
  given: { readonly personId: string; readonly messageId: string; readonly fileIds: readonly string[] },
): Promise<void> {
  const fileIds = [...new Set(given.fileIds)];
  if ((await insertMessageFiles(sql, { ...given, fileIds })) !== fileIds.length) throw fileNotFound();
}
