import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** A user of this machine. */
export interface SystemAccount {
  readonly uid: number;
  readonly gid: number;
}

/** True when the account may pass through every folder above `target`. */
export async function canReach(target: string, { uid, gid }: SystemAccount): Promise<boolean> {
  for (let folder = path.dirname(target); ; folder = path.dirname(folder)) {
    const found = await stat(folder);
    const bit = found.uid === uid ? 0o100 : found.gid === gid ? 0o010 : 0o001;
    if ((found.mode & bit) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

/** The user of a name, undefined when there is none. */
export async function findUser(name: string): Promise<SystemAccount | undefined> {
  const ask = async (flag: string): Promise<number> =>
    Number.parseInt((await promisify(execFile)('id', [flag, name])).stdout, 10);
  return Promise.all([ask('-u'), ask('-g')]).then(
    ([uid, gid]) => ({ uid, gid }),
    () => undefined,
  );
}
