import { stat } from 'node:fs/promises';
import { findUser } from '@/lib/db/system-account';
import { AppError } from '@/lib/errors/app-error';

/** Who PostgreSQL runs as: PostgreSQL refuses root, so root hands over to `postgres`, else `nobody`. */
export interface ServerAccount {
  /** Empty: the account of this process. */
  readonly ids: { readonly uid?: number; readonly gid?: number };
}

/** What PostgreSQL's programs get to see: nothing of ours, and messages in English, which we read. */
export const SERVER_ENVIRONMENT = { NODE_ENV: 'production', PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } as const;

/**
 * Chooses the account. An existing data folder keeps its owner, so that a `postgres` user who appears later
 * does not lock the installation out of its own data.
 * @throws AppError `data-folder-foreign` when the data folder belongs to somebody else.
 */
export async function chooseAccount(clusterFolder: string): Promise<ServerAccount> {
  const own = process.getuid?.() ?? 0;
  const owner = await stat(clusterFolder).then(
    ({ uid, gid }) => ({ uid, gid }),
    () => undefined,
  );
  if (own !== 0) {
    if (owner !== undefined && owner.uid !== own) throw foreignFolder(clusterFolder, owner.uid);
    return { ids: {} };
  }
  if (owner !== undefined && owner.uid !== 0) return { ids: owner };
  const found = (await findUser('postgres')) ?? (await findUser('nobody'));
  if (found === undefined) {
    throw new AppError({
      kind: 'unavailable',
      code: 'no-unprivileged-user',
      detail: 'Neither the user postgres nor nobody exists, and PostgreSQL does not run as root',
    });
  }
  return { ids: found };
}

function foreignFolder(folder: string, uid: number): AppError {
  return new AppError({
    kind: 'unavailable',
    code: 'data-folder-foreign',
    detail: `${folder} belongs to user id ${uid}`,
    values: { folder, uid },
  });
}
