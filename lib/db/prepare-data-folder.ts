import 'server-only';
import { access, chmod, constants, mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '@/lib/db/inspect-process';
import { AppError } from '@/lib/errors/app-error';

/**
 * Makes DATA_DIR, with the folders above it, unless it exists: then its rights are its owner's choice and stay.
 * @returns its real absolute path
 * @throws AppError `data-folder-unusable` when it cannot be made, read or written, `disk-full`
 */
export async function prepareDataFolder(dataFolder: string): Promise<string> {
  try {
    const firstMade = await mkdir(dataFolder, { recursive: true, mode: 0o700 });
    const folder = await realpath(dataFolder);
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    // Root hands PostgreSQL and the app to other users, who must be able to pass through; what is inside stays closed.
    if (firstMade !== undefined && process.getuid?.() === 0) await openPassage(await realpath(firstMade), folder);
    return folder;
  } catch (cause) {
    if (hasCode(cause, 'ENOSPC'))
      throw new AppError({
        kind: 'unavailable',
        code: 'disk-full',
        detail: `No space left for ${dataFolder}`,
        values: { folder: dataFolder },
        cause,
      });
    throw new AppError({
      kind: 'unavailable',
      code: 'data-folder-unusable',
      detail: `Cannot read and write ${dataFolder}`,
      values: { folder: dataFolder },
      cause,
    });
  }
}

/** Lets others pass through the folders that were just made, from the uppermost down to `folder`. */
async function openPassage(firstMade: string, folder: string): Promise<void> {
  const below = path
    .relative(firstMade, folder)
    .split(path.sep)
    .filter((name) => name !== '');
  for (let depth = 0; depth <= below.length; depth += 1)
    await chmod(path.join(firstMade, ...below.slice(0, depth)), 0o711);
}
