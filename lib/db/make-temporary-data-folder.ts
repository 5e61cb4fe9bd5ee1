import 'server-only';
import { chmod, mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/**
 * A new folder for the time of a test, benchmark or tool, which PostgreSQL's user can pass through where root starts
 * it.
 */
export async function makeTemporaryDataFolder(name: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), `yika-${name}-`));
  await chmod(folder, 0o711);
  return folder;
}
