import 'server-only';
import { open } from 'node:fs/promises';

/** Puts what was written to a file on disk. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Puts the names of a folder on disk: a file that was linked or renamed into it is there after a power cut only then. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
