import 'server-only';
import { randomUUID } from 'node:crypto';
import { chmod, chown, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { secretKeySchema } from '@/lib/config/config-schema';
import { syncToDisk } from '@/lib/db/sync-to-disk';

const OWNER_ONLY = 0o600;

/**
 * The keys of a key file, one a line, the current one first; none when there is no file.
 * A file that others could read is made the owner's again (a restored copy loses its rights).
 * @throws Error naming the file when a line is no key
 */
export async function readKeyFile(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(ignoreMissing);
  if (text === null) return [];
  if (((await stat(file)).mode & 0o077) !== 0) await chmod(file, OWNER_ONLY);
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (lines.length === 0 || !lines.every((line) => secretKeySchema.safeParse(line).success))
    throw new Error(`${file} holds no keys: one a line, 32 bytes in base64`);
  return lines;
}

/** Writes the keys so that a reader sees the old file or the new one, also after a power cut. */
export async function writeKeyFile(file: string, keys: readonly string[]): Promise<void> {
  const owner = await stat(file).catch(ignoreMissing);
  await withTemporaryFile(file, keys, async (temporary) => {
    // A rotation by root must not take the file from the account that the app runs as.
    if (owner !== null && process.getuid?.() === 0) await chown(temporary, owner.uid, owner.gid);
    await rename(temporary, file);
  });
}

/** Writes a first key unless somebody was faster: then theirs stays. */
export async function writeFirstKeyFile(file: string, key: string): Promise<void> {
  await withTemporaryFile(file, [key], (temporary) => link(temporary, file).catch(ignoreExisting));
}

async function withTemporaryFile(
  file: string,
  keys: readonly string[],
  publish: (temporary: string) => Promise<unknown>,
): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx', OWNER_ONLY);
    try {
      await handle.writeFile(
        `# Encrypts the secrets of tools; without it they cannot be read. The first key is in use, the others are older.\n${keys.join('\n')}\n`,
      );
      await handle.sync();
    } finally {
      await handle.close();
    }
    await publish(temporary);
    await syncToDisk(path.dirname(file));
  } finally {
    await rm(temporary, { force: true });
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
