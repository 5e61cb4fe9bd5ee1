import 'server-only';
import { chown } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '@/lib/db/inspect-process';
import { ensureKeyRing, KEY_FILE } from '@/lib/secrets/internal/key-ring';

export interface KeyFileOwner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Gives the key file to the account that the app runs as, where root starts it: that one can neither read root's files
 * nor make any in DATA_DIR, so the key is made now, unless there is a SECRETS_KEY.
 */
export async function handOverKeyFile(
  dataFolder: string,
  secretsKey: string | undefined,
  { uid, gid }: KeyFileOwner,
): Promise<void> {
  const file = path.join(dataFolder, KEY_FILE);
  await ensureKeyRing({ key: secretsKey, previous: [], file });
  await chown(file, uid, gid).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT')) throw error;
  });
}
