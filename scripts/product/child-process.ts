import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import path from 'node:path';
import { childEnvironment } from '@/lib/config/environment';
import { isProcessAlive, waitForExit } from '@/lib/db/inspect-process';
import { writeProcessRecord } from '@/lib/db/process-record';

const LOG_BYTES = 16 * 1024 * 1024;

export interface ChildOptions {
  /** Arguments of Node: flags, program, its arguments. */
  readonly nodeArguments: readonly string[];
  readonly workingFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Where its process id is noted for a later start. */
  readonly recordFile: string;
  /** Its output goes here; the newest 16 to 32 MB are kept. Undefined: to our own output. */
  readonly logFile: string | undefined;
  readonly address?: string;
}

/** A running child, with everything it said since it began to read its first words from. */
export interface Child {
  readonly process: ChildProcess;
  readonly exited: Promise<string>;
  onLine(handler: (line: string) => void): void;
  /** SIGTERM, then SIGKILL after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

const endWithParent = path.join(import.meta.dirname, 'end-with-parent.mjs');

/**
 * Starts a Node program in a process group of its own, so that Ctrl-C reaches it only through us, in order. When we are
 * killed it ends by itself (its channel to us closes); should that fail too, the next start finds it in `recordFile`.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const child = spawn(process.execPath, ['--import', endWithParent, ...options.nodeArguments], {
    cwd: options.workingFolder,
    env: childEnvironment(options.environment),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const handlers: ((line: string) => void)[] = [];
  const log = options.logFile === undefined ? undefined : new RotatingLog(options.logFile);
  for (const [source, own] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    let rest = '';
    source?.setEncoding('utf8').on('data', (chunk: string) => {
      if (log === undefined) own.write(chunk);
      else log.write(chunk);
      if (handlers.length === 0) return;
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) for (const handler of handlers) handler(line);
    });
  }
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => {
      log?.end();
      resolve(signal ?? `exit ${code ?? 0}`);
    });
  });
  if (child.pid !== undefined) await writeProcessRecord(options.recordFile, child.pid, options.address);
  return {
    process: child,
    exited,
    onLine: (handler) => handlers.push(handler),
    stop: (graceMs) => stopChild(child, graceMs),
  };
}

async function stopChild(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  if (await waitForExit(child.pid, graceMs)) return;
  child.kill('SIGKILL');
  if (isProcessAlive(child.pid)) await waitForExit(child.pid, graceMs);
}

/** Appends to a file and starts a new one beside the last when it is full. */
class RotatingLog {
  readonly #file: string;
  #stream: WriteStream;
  #size: number;

  constructor(file: string) {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    this.#file = file;
    this.#size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    this.#stream = this.#open();
  }

  write(text: string): void {
    this.#size += Buffer.byteLength(text);
    if (this.#size > LOG_BYTES) {
      this.#stream.end();
      renameSync(this.#file, `${this.#file}.1`);
      this.#stream = this.#open();
      this.#size = 0;
    }
    this.#stream.write(text);
  }

  end(): void {
    this.#stream.end();
  }

  #open(): WriteStream {
    // A full disk must not take the product down because of its log.
    return createWriteStream(this.#file, { flags: 'a', mode: 0o600 }).on('error', () => undefined);
  }
}
