import { stat } from 'node:fs/promises';
import path from 'node:path';
import { canReach, findUser, type SystemAccount } from '@/lib/db/system-account';
import type { Reporter } from './reporter';

/**
 * Not `postgres`: the app must not be able to read or write PostgreSQL's files around the database, the audit log among
 * them.
 */
const USERS = ['yika', 'www-data', '_www', 'nobody'] as const;

export interface AppAccountOptions {
  readonly isRoot: boolean;
  readonly isDevelopment: boolean;
  readonly dataFolder: string;
  /** Where the product's files are. */
  readonly programFolder: string;
  readonly reporter: Reporter;
}

/**
 * Whom the app and the stand-ins run as where root starts them. Null: as the start itself; where that is root, the
 * reporter says why it stays root.
 */
export async function chooseAppAccount({
  isRoot,
  isDevelopment,
  dataFolder,
  programFolder,
  reporter,
}: AppAccountOptions): Promise<SystemAccount | null> {
  if (!isRoot) return null;
  if (isDevelopment) {
    reporter.note('note.root-kept-development');
    return null;
  }
  for (const user of USERS) {
    const account = await findUser(user);
    if (account === undefined || account.uid === 0) continue;
    const unreachable = await firstUnreachable(
      [path.join(programFolder, 'package.json'), path.join(dataFolder, 'secrets-key')],
      account,
    );
    if (unreachable === undefined && (await mayRead(path.join(programFolder, 'package.json'), account))) return account;
    reporter.note('note.root-kept-unreachable', { user, folder: unreachable ?? programFolder });
    return null;
  }
  reporter.note('note.root-kept-no-user', { users: USERS.join(', ') });
  return null;
}

async function firstUnreachable(files: readonly string[], account: SystemAccount): Promise<string | undefined> {
  for (const file of files) if (!(await canReach(file, account))) return path.dirname(file);
  return undefined;
}

async function mayRead(file: string, { uid, gid }: SystemAccount): Promise<boolean> {
  const found = await stat(file);
  return (found.mode & (found.uid === uid ? 0o400 : found.gid === gid ? 0o040 : 0o004)) !== 0;
}
