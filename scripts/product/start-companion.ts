import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '@/lib/errors/app-error';
import { startChild, type Child } from './child-process';
import type { Reporter } from './reporter';

const STOP_GRACE_MS = 3_000;
const START_TIMEOUT_MS = 30_000;
const RESTART_AFTER_MS = 500;
const listeningSchema = z.object({ listening: z.url() });

export interface Companion {
  /** Its address; `/control/…` scripts faults. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface CompanionOptions {
  /** A program of its own, `lib/<name>/main.ts`, that says `{"listening": url}`. */
  readonly name: 'demo-engine' | 'sample-api';
  readonly recordFile: string;
  readonly logFile: string;
  /** Besides `--port`. */
  readonly flags?: readonly string[];
  readonly reporter: Reporter;
}

/**
 * Runs one of Yika's own stand-ins on a free loopback port and starts it again, on the same port, when it ends unasked.
 */
export async function startCompanion(options: CompanionOptions): Promise<Companion> {
  let isStopping = false;
  let current = await options.reporter.step(options.name, () => launch(options, 0));
  const url = current.url;
  const supervise = async (): Promise<void> => {
    for (;;) {
      const reason = await current.child.exited;
      if (isStopping) return;
      options.reporter.note(`note.${options.name}-died`, { reason });
      await wait(RESTART_AFTER_MS);
      current = await launch(options, Number(new URL(url).port));
    }
  };
  // The app shows what stays away as away: a stand-in that cannot come back is no reason to end it.
  supervise().catch(() => undefined);
  return {
    url,
    stop: async () => {
      isStopping = true;
      await current.child.stop(STOP_GRACE_MS);
    },
  };
}

async function launch(options: CompanionOptions, port: number): Promise<{ child: Child; url: string }> {
  const child = await startChild({
    nodeArguments: [
      '--import',
      'tsx',
      path.resolve(`lib/${options.name}/main.ts`),
      '--port',
      String(port),
      ...(options.flags ?? []),
    ],
    workingFolder: process.cwd(),
    environment: {},
    recordFile: options.recordFile,
    logFile: options.logFile,
  });
  const lines: string[] = [];
  const listening = new Promise<string>((resolve) => {
    child.onLine((line) => {
      const parsed = listeningSchema.safeParse(parseJson(line));
      if (parsed.success) resolve(parsed.data.listening);
      else lines.push(line);
    });
  });
  const failure = Promise.race([child.exited, wait(START_TIMEOUT_MS, 'timeout', { ref: false })]).then((reason) => {
    throw new AppError({
      kind: 'unavailable',
      code: `${options.name}-did-not-start`,
      detail: reason,
      values: { reason: lines.at(-1) ?? reason },
    });
  });
  failure.catch(() => undefined);
  return { child, url: await Promise.race([listening, failure]) };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
