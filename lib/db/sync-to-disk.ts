import 'server-only';
import { open } from 'node:fs/promises';

/**
 * Puts a file's content, or the names of a folder, on disk: a file that was linked or renamed into a folder is there
 * after a power cut only then.
 */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
