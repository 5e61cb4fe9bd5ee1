import 'server-only';
import { access, chmod, constants, mkdir, realpath } from 'node:fs/promises';
import { hasCode } from '@/lib/db/inspect-process';
import { AppError } from '@/lib/errors/app-error';

/**
 * Makes DATA_DIR.
 * @returns its real absolute path
 * @throws AppError `data-folder-unusable` when it cannot be made, read or written, `disk-full`
 */
export async function prepareDataFolder(dataFolder: string): Promise<string> {
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
    const folder = await realpath(dataFolder);
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    // Root hands PostgreSQL to another user, who must be able to pass through; what is inside stays closed.
    if (process.getuid?.() === 0) await chmod(folder, 0o711);
    return folder;
  } catch (cause) {
    if (hasCode(cause, 'ENOSPC')) throw new AppError({ kind: 'unavailable', code: 'disk-full', detail: `No space left for ${dataFolder}`, values: { folder: dataFolder }, cause });
    throw new AppError({ kind: 'unavailable', code: 'data-folder-unusable', detail: `Cannot read and write ${dataFolder}`, values: { folder: dataFolder }, cause });
  }
}
