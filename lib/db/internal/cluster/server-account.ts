import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
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
  const owner = await stat(clusterFolder).then(({ uid, gid }) => ({ uid, gid }), () => undefined);
  if (own !== 0) {
    if (owner !== undefined && owner.uid !== own) throw foreignFolder(clusterFolder, owner.uid);
    return { ids: {} };
  }
  if (owner !== undefined && owner.uid !== 0) return { ids: owner };
  const found = (await findUser('postgres')) ?? (await findUser('nobody'));
  if (found === undefined) {
    throw new AppError({ kind: 'unavailable', code: 'no-unprivileged-user', detail: 'Neither the user postgres nor nobody exists, and PostgreSQL does not run as root' });
  }
  return { ids: found };
}

/** True when the account may pass through every folder above `target`. */
export async function canReach(target: string, account: ServerAccount): Promise<boolean> {
  const { uid, gid } = account.ids;
  if (uid === undefined) return true;
  for (let folder = path.dirname(target); ; folder = path.dirname(folder)) {
    const found = await stat(folder);
    const bit = found.uid === uid ? 0o100 : found.gid === gid ? 0o010 : 0o001;
    if ((found.mode & bit) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

async function findUser(name: string): Promise<{ uid: number; gid: number } | undefined> {
  const ask = async (flag: string): Promise<number> => Number.parseInt((await promisify(execFile)('id', [flag, name])).stdout, 10);
  return Promise.all([ask('-u'), ask('-g')]).then(
    ([uid, gid]) => ({ uid, gid }),
    () => undefined,
  );
}

function foreignFolder(folder: string, uid: number): AppError {
  return new AppError({ kind: 'unavailable', code: 'data-folder-foreign', detail: `${folder} belongs to user id ${uid}`, values: { folder, uid } });
}
