import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { childEnvironment } from '@/lib/config/environment';
import { unsetConfiguration } from '@/lib/config/testing/unset-configuration';

export interface HandStarted {
  readonly process: ChildProcess;
  /** Everything written so far. */
  output(): string;
  /** Resolves when the output matches. */
  waitFor(pattern: RegExp): Promise<void>;
  readonly exited: Promise<number | null>;
}

/** Starts `npm start`'s program with a data folder of its own, as a person in a terminal would (English). */
export function startByHand(dataFolder: string, environment: Readonly<Record<string, string>> = {}): HandStarted {
  const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'scripts/start.ts'], {
    env: childEnvironment({
      ...unsetConfiguration(),
      NODE_ENV: 'production',
      LC_ALL: 'C',
      DATA_DIR: dataFolder,
      PORT: '0',
      HOST: '127.0.0.1',
      ...environment,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const waiting: { readonly pattern: RegExp; readonly resolve: () => void }[] = [];
  const read = (chunk: string): void => {
    text += chunk;
    for (const waiter of waiting) if (waiter.pattern.test(text)) waiter.resolve();
  };
  child.stdout.setEncoding('utf8').on('data', read);
  child.stderr.setEncoding('utf8').on('data', read);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    process: child,
    exited,
    output: () => text,
    waitFor: async (pattern) => {
      if (pattern.test(text)) return;
      const seen = new Promise<void>((resolve) => waiting.push({ pattern, resolve }));
      const ended = exited.then((code): never => {
        throw new Error(`The start ended (exit ${String(code)}) before it wrote ${String(pattern)}:\n${text}`);
      });
      await Promise.race([seen, ended]);
    },
  };
}

const recordSchema = z.object({ pid: z.int() });

/** The process ids of a running product's parts. */
export async function readPids(dataFolder: string): Promise<{ app: number; engine: number; database: number }> {
  const record = async (name: string): Promise<number> =>
    recordSchema.parse(JSON.parse(await readFile(path.join(dataFolder, `run/${name}.json`), 'utf8'))).pid;
  const postmaster = await readFile(path.join(dataFolder, 'postgres/postmaster.pid'), 'utf8');
  return { app: await record('app'), engine: await record('demo-engine'), database: Number.parseInt(postmaster, 10) };
}
