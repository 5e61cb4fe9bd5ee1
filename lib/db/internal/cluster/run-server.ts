import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { explainServerLog } from '@/lib/db/internal/cluster/explain-server-log';
import type { ClusterPlace } from '@/lib/db/internal/cluster/place-cluster';
import { readPostmasterFile } from '@/lib/db/internal/cluster/postmaster-file';
import { SERVER_ENVIRONMENT } from '@/lib/db/internal/cluster/server-account';
import { AppError } from '@/lib/errors/app-error';

const START_TIMEOUT_MS = 120_000;
const POLL_MS = 15;
const LOG_ROTATE_BYTES = 8 * 1024 * 1024;
const RETRY_FOR_MS = 30_000;

/** Another start may succeed: the port was taken in between, or backends of a killed server are still leaving. */
const RETRYABLE =
  /address already in use|could not create any TCP\/IP sockets|pre-existing shared memory block|is the postmaster already running|lock file "postmaster.pid" (already exists|is empty)/i;

export interface RunningServer {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly port: number;
}

/**
 * Starts PostgreSQL on the cluster, on a free loopback port, and returns when it accepts connections (crash recovery
 * included).
 */
export async function runServer(
  place: ClusterPlace,
  logFolder: string,
  settings: readonly string[],
  port?: number,
): Promise<RunningServer> {
  await mkdir(logFolder, { recursive: true, mode: 0o700 });
  const logFile = path.join(logFolder, 'postgres.log');
  const deadline = Date.now() + RETRY_FOR_MS;
  for (;;) {
    const attempt = await startOnce(place, logFile, settings, port ?? (await findFreePort()));
    if (attempt.server !== undefined) return attempt.server;
    if (!RETRYABLE.test(attempt.output) || Date.now() > deadline)
      throw explainServerLog(attempt.output, place.clusterFolder);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

type Attempt = { readonly server: RunningServer } | { readonly server: undefined; readonly output: string };

async function startOnce(
  place: ClusterPlace,
  logFile: string,
  settings: readonly string[],
  port: number,
): Promise<Attempt> {
  rotateLog(logFile);
  const log = openSync(logFile, 'a', 0o600);
  const logStart = statSync(logFile).size;
  const options = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', ...settings].flatMap(
    (setting) => ['-c', setting],
  );
  const child = spawn(place.binaries.postgres, ['-D', place.clusterFolder, ...options], {
    ...place.account.ids,
    cwd: path.dirname(place.clusterFolder),
    // A process group of its own: Ctrl-C in the terminal must reach the app first and PostgreSQL last.
    detached: true,
    env: SERVER_ENVIRONMENT,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const failure = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`exit ${String(code ?? signal)}`));
  });
  const outcome = await Promise.race([failure, waitUntilReady(place.clusterFolder, child)]);
  if (outcome === READY && child.pid !== undefined) return { server: { process: child, pid: child.pid, port } };
  if (outcome === TIMED_OUT) {
    child.kill('SIGQUIT');
    throw new AppError({
      kind: 'unavailable',
      code: 'postgres-did-not-start',
      detail: `PostgreSQL was not ready after ${START_TIMEOUT_MS} ms`,
      values: { folder: place.clusterFolder, reason: 'timeout' },
    });
  }
  return { server: undefined, output: `${await readFrom(logFile, logStart)}\n${String(outcome)}` };
}

const READY = Symbol('ready');
const TIMED_OUT = Symbol('timed out');

async function waitUntilReady(clusterFolder: string, child: ChildProcess): Promise<typeof READY | typeof TIMED_OUT> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const file = await readPostmasterFile(clusterFolder);
    if (file?.pid === child.pid && file?.isReady === true) return READY;
    if (child.exitCode !== null || child.signalCode !== null) return TIMED_OUT;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return TIMED_OUT;
}

function rotateLog(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_ROTATE_BYTES) renameSync(logFile, `${logFile}.1`);
}

async function readFrom(file: string, position: number): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const { buffer } = await handle.read({ buffer: Buffer.alloc(Math.max(0, size - position)), position });
    return buffer.toString();
  } finally {
    await handle.close();
  }
}

/**
 * A free loopback port: asked from the system and released again, so that somebody else may take it (then we retry).
 */
async function findFreePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });
}
