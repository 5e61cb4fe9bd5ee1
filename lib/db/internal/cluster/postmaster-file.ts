import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hasCode, isProcessAlive, readCommandLine, signalProcess, waitForExit } from '@/lib/db/inspect-process';

const FAST_SHUTDOWN_MS = 30_000;
const IMMEDIATE_SHUTDOWN_MS = 10_000;

/** What a running PostgreSQL writes about itself into `postmaster.pid`. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly isReady: boolean;
}

/**
 * Reads `postmaster.pid`; null when there is none. Lines: https://www.postgresql.org/docs/18/storage-file-layout.html
 */
export async function readPostmasterFile(clusterFolder: string): Promise<PostmasterFile | null> {
  const text = await readFile(path.join(clusterFolder, 'postmaster.pid'), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  });
  if (text === null) return null;
  const lines = text.split('\n');
  return {
    pid: Number.parseInt(lines[0] ?? '', 10),
    port: Number.parseInt(lines[3] ?? '', 10),
    isReady: lines[7]?.trim() === 'ready',
  };
}

/**
 * Stops a PostgreSQL that a killed start left running on this folder.
 * @returns true when there was one.
 */
export async function stopOrphan(clusterFolder: string): Promise<boolean> {
  const found = await readPostmasterFile(clusterFolder);
  if (found === null || !Number.isInteger(found.pid)) return false;
  const command = (await readCommandLine(found.pid)) ?? '';
  if (!isProcessAlive(found.pid) || !command.includes(clusterFolder) || !command.includes('postgres')) {
    await disownPostmasterFile(clusterFolder);
    return false;
  }
  await stopServer(found.pid);
  return true;
}

/** Fast shutdown (clients are disconnected, everything is written); immediate when that does not end. */
export async function stopServer(pid: number): Promise<void> {
  signalProcess(pid, 'SIGINT');
  if (await waitForExit(pid, FAST_SHUTDOWN_MS)) return;
  signalProcess(pid, 'SIGQUIT');
  if (await waitForExit(pid, IMMEDIATE_SHUTDOWN_MS)) return;
  signalProcess(pid, 'SIGKILL');
  await waitForExit(pid, IMMEDIATE_SHUTDOWN_MS);
}

/**
 * The recorded process id may be a stranger's by now, or a zombie's, and PostgreSQL would refuse to start because of
 * it. Removing the file would also remove the shared-memory interlock against surviving backends, so only the id is
 * replaced: by ours, which PostgreSQL ignores because it is its parent's.
 */
async function disownPostmasterFile(clusterFolder: string): Promise<void> {
  const file = path.join(clusterFolder, 'postmaster.pid');
  const lines = (await readFile(file, 'utf8')).split('\n');
  await writeFile(file, [String(process.pid), ...lines.slice(1)].join('\n'));
}
