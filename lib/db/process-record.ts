import 'server-only';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { hasCode, isProcessAlive, readProcessIdentity, signalProcess, waitForExit } from '@/lib/db/inspect-process';

const recordSchema = z.object({ pid: z.int(), identity: z.string(), address: z.string() });

/** A process that is noted in a file, so that a later start can find it. */
export type ProcessRecord = z.infer<typeof recordSchema>;

/** Notes a process. @param address what a person is shown of it, or '' */
export async function writeProcessRecord(file: string, pid: number, address = ''): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, await serialise(pid, address), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/**
 * The process noted in `file` if it is still that very process: a recycled process id has another start time.
 * @returns null when there is no note, or the process is gone
 */
export async function readProcessRecord(file: string): Promise<ProcessRecord | null> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  });
  const parsed = recordSchema.safeParse(text === null ? null : parseJson(text));
  if (!parsed.success || !isProcessAlive(parsed.data.pid)) return null;
  return (await readProcessIdentity(parsed.data.pid)) === parsed.data.identity ? parsed.data : null;
}

/**
 * Takes a lock that is freed by the end of this process, however it ends.
 * @returns null when it is ours now, else who has it
 */
export async function takeProcessLock(file: string, address: string): Promise<ProcessRecord | null> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const own = `${file}.${process.pid}`;
  await writeFile(own, await serialise(process.pid, address), { mode: 0o600 });
  try {
    for (;;) {
      const taken = await link(own, file).then(
        () => true,
        (error: unknown) => {
          if (hasCode(error, 'EEXIST')) return false;
          throw error;
        },
      );
      if (taken) return null;
      const holder = await readProcessRecord(file);
      if (holder !== null) return holder.pid === process.pid ? null : holder;
      await rm(file, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** Stops the process noted in `file`, if it is still there, and removes the note. @returns true when there was one */
export async function stopRecordedProcess(file: string, timeoutMs: number): Promise<boolean> {
  const record = await readProcessRecord(file);
  if (record !== null) {
    signalProcess(record.pid, 'SIGTERM');
    if (!(await waitForExit(record.pid, timeoutMs))) signalProcess(record.pid, 'SIGKILL');
    await waitForExit(record.pid, timeoutMs);
  }
  await rm(file, { force: true });
  return record !== null;
}

async function serialise(pid: number, address: string): Promise<string> {
  const record: ProcessRecord = { pid, identity: (await readProcessIdentity(pid)) ?? '', address };
  return `${JSON.stringify(record)}\n`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut off by a full disk or a power cut: as good as none.
    return null;
  }
}
