import 'server-only';
import type { Transaction } from '@/lib/db/in-transaction';
import { findDataKeysForUpdate, updateDataKey } from '@/lib/files/internal/contents-repository';
import type { Reseal } from '@/lib/secrets/rotate-secrets';

/** Encrypts the data keys of all files with another key of the installation; their bytes stay. @returns how many */
export async function rotateDataKeys(transaction: Transaction, reseal: Reseal): Promise<number> {
  const contents = await findDataKeysForUpdate(transaction);
  for (const { id, ...sealed } of contents) await updateDataKey(id, reseal(id, sealed), transaction.prisma);
  return contents.length;
}
