import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '@/lib/db/inspect-process';

/**
 * One hash over the contents and names of files and folders, in a fixed order; what does not exist counts as empty.
 * @param ignored matches paths (relative to the working folder, with /) that do not count
 */
export async function hashFiles(names: readonly string[], ignored: RegExp, salt = ''): Promise<string> {
  const files = (await Promise.all(names.map((name) => listFiles(name))))
    .flat()
    .filter((file) => !ignored.test(file))
    .sort();
  const hash = createHash('sha256').update(salt);
  const contents = await Promise.all(files.map((file) => readFile(file)));
  for (const [index, file] of files.entries())
    hash
      .update(file)
      .update('\0')
      .update(contents[index] ?? '')
      .update('\0');
  return hash.digest('hex');
}

/** The hash a finished step left behind, '' when there is none. */
export async function readStamp(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  });
}

async function listFiles(name: string): Promise<string[]> {
  const entries = await readdir(name, { withFileTypes: true }).catch((error: unknown) => {
    if (hasCode(error, 'ENOTDIR')) return null;
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  if (entries === null) return [name];
  const found = await Promise.all(
    entries.map(async (entry) => {
      const inside = path.posix.join(name, entry.name);
      return entry.isDirectory() ? listFiles(inside) : [inside];
    }),
  );
  return found.flat();
}
