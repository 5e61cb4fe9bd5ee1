import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '@/lib/errors/app-error';
import { localAddress } from './addresses';
import { startChild, type Child } from './child-process';
import { STANDALONE_FOLDER } from './prepare-app';
import type { Reporter } from './reporter';

/** Time to hand back leases and store what was written; then the next process recovers it from the database. */
const STOP_GRACE_MS = 15_000;
const HEALTH_TIMEOUT_MS = 180_000;
const HEALTH_POLL_MS = 40;
const FIRST_RESTART_MS = 250;
const LONGEST_RESTART_MS = 10_000;
/** After this uptime an exit counts as a new fault, not as part of a series. */
const STABLE_AFTER_MS = 60_000;
/**
 * V8 for many short-lived objects and few that stay (decision 84): 4 MB steps for what streams leave behind, and a
 * limit that lets the heap grow to about 1.6 times the live data, not four times. The live data is 60 to 100 MB.
 */
const MEMORY_FLAGS = ['--max-semi-space-size=4', '--max-old-space-size=768'];

export interface AppOptions {
  readonly host: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly recordFile: string;
  /** Undefined: its log goes to our own output. */
  readonly logFile: string | undefined;
  readonly isDevelopment: boolean;
  readonly reporter: Reporter;
}

export interface App {
  /** The app's address on this machine. */
  readonly address: string;
  readonly pid: () => number | undefined;
  stop(): Promise<void>;
}

/** Runs the app and waits until it is healthy; starts it again, ever more patiently, when it ends unasked. */
export async function serveApp(options: AppOptions): Promise<App> {
  const address = localAddress(options.host, options.port);
  let isStopping = false;
  const isWanted = (): boolean => !isStopping;
  let current = await options.reporter.step('serve', async () => {
    const child = await launch(options, address);
    await waitUntilHealthy(child, address, options.logFile);
    return child;
  });
  const supervise = async (): Promise<void> => {
    let pauseMs = FIRST_RESTART_MS;
    for (;;) {
      const started = performance.now();
      const reason = await current.exited;
      if (!isWanted()) return;
      if (performance.now() - started > STABLE_AFTER_MS) pauseMs = FIRST_RESTART_MS;
      options.reporter.note('note.app-died', { reason, log: options.logFile ?? '' });
      await wait(pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_RESTART_MS);
      if (!isWanted()) return;
      current = await launch(options, address);
    }
  };
  void supervise();
  return {
    address,
    pid: () => current.process.pid,
    stop: async () => {
      isStopping = true;
      await current.stop(STOP_GRACE_MS);
    },
  };
}

async function launch(options: AppOptions, address: string): Promise<Child> {
  const server = options.isDevelopment
    ? [
        path.resolve('node_modules/next/dist/bin/next'),
        'dev',
        '--hostname',
        options.host,
        '--port',
        String(options.port),
      ]
    : [...MEMORY_FLAGS, path.resolve(STANDALONE_FOLDER, 'server.js')];
  return startChild({
    nodeArguments: server,
    workingFolder: options.isDevelopment ? process.cwd() : path.resolve(STANDALONE_FOLDER),
    environment: {
      ...options.environment,
      PORT: String(options.port),
      HOSTNAME: options.host,
      HOST: options.host,
      NODE_ENV: options.isDevelopment ? 'development' : 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      // The app ends by itself in order: text stored, leases handed back (lib/http/start-server.ts).
      NEXT_MANUAL_SIG_HANDLE: 'true',
      // Longer than reverse proxies keep idle connections, so that none is closed under a request.
      KEEP_ALIVE_TIMEOUT: '75000',
    },
    recordFile: options.recordFile,
    logFile: options.logFile,
    address,
  });
}

async function waitUntilHealthy(child: Child, address: string, logFile: string | undefined): Promise<void> {
  const lines: string[] = [];
  child.onLine((line) => lines.push(line));
  let ended: string | undefined;
  void child.exited.then((reason) => (ended = reason));
  const deadline = performance.now() + HEALTH_TIMEOUT_MS;
  let last = 'timeout';
  while (performance.now() < deadline) {
    if (ended !== undefined) throw didNotStart(lines.findLast((line) => /error/i.test(line)) ?? ended, logFile);
    const status = await fetch(`${address}/api/health`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) }).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    last = status === 0 ? last : `health ${status}`;
    await wait(HEALTH_POLL_MS);
  }
  await child.stop(STOP_GRACE_MS);
  throw didNotStart(last, logFile);
}

function didNotStart(reason: string, logFile: string | undefined): AppError {
  return new AppError({
    kind: 'unavailable',
    code: 'app-did-not-start',
    detail: reason,
    values: { reason: reason.slice(0, 300), log: logFile ?? '' },
  });
}
