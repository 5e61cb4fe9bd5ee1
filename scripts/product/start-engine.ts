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

export interface DemoEngineProcess {
  /** Its address, without /v1; `/control/…` scripts faults. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface DemoEngineOptions {
  readonly recordFile: string;
  readonly logFile: string;
  /** Flags of lib/config/demo-engine-config.ts, `--slots 64` and the like. */
  readonly flags?: readonly string[];
  readonly reporter: Reporter;
}

/** Runs the demo engine on a free loopback port and starts it again, on the same port, when it ends unasked. */
export async function startEngine(options: DemoEngineOptions): Promise<DemoEngineProcess> {
  let isStopping = false;
  let current = await options.reporter.step('demo-engine', () => launch(options, 0));
  const url = current.url;
  const supervise = async (): Promise<void> => {
    for (;;) {
      const reason = await current.child.exited;
      if (isStopping) return;
      options.reporter.note('note.demo-died', { reason });
      await wait(RESTART_AFTER_MS);
      current = await launch(options, Number(new URL(url).port));
    }
  };
  // The app shows an engine that stays away as offline: a demo that cannot come back is no reason to end it.
  supervise().catch(() => undefined);
  return {
    url,
    stop: async () => {
      isStopping = true;
      await current.child.stop(STOP_GRACE_MS);
    },
  };
}

async function launch(options: DemoEngineOptions, port: number): Promise<{ child: Child; url: string }> {
  const child = await startChild({
    nodeArguments: ['--import', 'tsx', path.resolve('lib/demo-engine/main.ts'), '--port', String(port), ...(options.flags ?? [])],
    workingFolder: process.cwd(), environment: {}, recordFile: options.recordFile, logFile: options.logFile,
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
    throw new AppError({ kind: 'unavailable', code: 'demo-engine-did-not-start', detail: reason, values: { reason: lines.at(-1) ?? reason } });
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
