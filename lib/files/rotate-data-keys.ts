import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import { lockDataKeys, updateDataKey } from '@/lib/files/internal/contents-sql';
import type { Reseal } from '@/lib/secrets/rotate-secrets';

/** Encrypts the data keys of all files with another key of the installation; their bytes stay. @returns how many */
export async function rotateDataKeys(sql: SqlRunner, reseal: Reseal): Promise<number> {
  const contents = await lockDataKeys(sql);
  for (const { id, dataKey, keyId } of contents) await updateDataKey(sql, id, reseal(id, { dataKey, keyId }));
  return contents.length;
}
