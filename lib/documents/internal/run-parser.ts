import 'server-only';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '@/lib/errors/message-of';
import type { FailureCode, ParserRequest } from '@/lib/parser/contracts';

const PROGRAM = 'lib/parser/main.ts';
/** What the program may read: itself, the two modules it imports, and packages. Nothing of the data, no settings. */
const READABLE = ['lib/parser', 'lib/text', 'lib/errors', 'node_modules', 'package.json'];
const HEAP_MEGABYTES = 512;
const WATCH_MS = 50;
const LOWEST_PRIORITY = 10;
const LONGEST_STDERR = 4_000;
/** JSON around the texts, whose size the program limits itself. */
const OUTPUT_SLACK = 8_000_000;

export type StopReason = 'memory' | 'time' | 'output' | 'input';

export interface ParserEnd {
  readonly code: FailureCode;
  readonly detail: string;
  readonly limit?: StopReason;
}

export interface ParserRun {
  /** The standard output of the process. */
  readonly output: AsyncIterable<Uint8Array>;
  /** Restarts the clock of a document that makes no progress. */
  noteProgress(): void;
  stop(): void;
  /** Why the process ended without an end of its own. */
  readonly ended: Promise<ParserEnd>;
}

interface RunOptions {
  readonly request: ParserRequest;
  readonly signal: AbortSignal | undefined;
}

const STOPPED: Readonly<Record<StopReason, readonly [code: FailureCode, detail: string]>> = {
  memory: ['document-too-much-memory', 'the parser used more memory than its limit'],
  time: ['document-too-slow', 'the parser made no progress within its time limit'],
  output: ['document-too-large', 'the parser wrote more than its limit'],
  input: ['document-too-large', 'the document is larger than its limit'],
};

/** Starts the parser with few rights, feeds it the document, and kills it when it passes a limit. */
export function runParser(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { request, signal }: RunOptions,
): ParserRun {
  const { limits } = request;
  const child = start();
  const exited = once(child, 'close');
  let reason: StopReason | undefined;
  let sourceError: Error | undefined;
  let stderr = '';
  const kill = (why?: StopReason): void => {
    reason ??= why;
    child.kill('SIGKILL');
  };
  child.on('error', (error) => {
    stderr += messageOf(error);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-LONGEST_STDERR);
  });

  const started = performance.now();
  let lastProgress = started;
  const watch = setInterval(() => {
    const now = performance.now();
    if (now - lastProgress > limits.idleSeconds * 1000 || now - started > limits.totalSeconds * 1000) kill('time');
    void residentMegabytes(child).then((megabytes) => {
      if (megabytes > limits.memoryMegabytes) kill('memory');
    });
  }, WATCH_MS);
  const onAbort = (): void => kill();
  signal?.addEventListener('abort', onAbort, { once: true });
  void exited.finally(() => {
    clearInterval(watch);
    signal?.removeEventListener('abort', onAbort);
  });

  void pipeline(
    feed(source, request, () => kill('input')),
    child.stdin,
  ).catch((error: unknown) => {
    // A parser that ended early closes its input: its own last line says why.
    if (isPipeClosed(error)) return;
    sourceError = error instanceof Error ? error : new Error(messageOf(error));
    kill();
  });

  return {
    output: countBytes(child.stdout, limits.outputBytes + OUTPUT_SLACK, () => kill('output')),
    noteProgress: () => (lastProgress = performance.now()),
    stop: () => kill(),
    ended: exited.then(([code, signalName]: unknown[]) => {
      if (sourceError !== undefined) throw sourceError;
      if (reason !== undefined) return { code: STOPPED[reason][0], detail: STOPPED[reason][1], limit: reason };
      // V8 ends the process by SIGABRT when its heap is full.
      if (/heap out of memory|Allocation failed/i.test(stderr))
        return { code: STOPPED.memory[0], detail: STOPPED.memory[1], limit: 'memory' };
      const lastLine = stderr.trim().split('\n').at(-1) ?? '';
      return {
        code: 'document-parser-failed',
        detail: `the parser ended by ${String(signalName ?? code)}: ${lastLine}`,
      };
    }),
  };
}

/** What the process may do: read program files and load addons; nothing else of the machine. */
export function parserFlags(root: string): string[] {
  return [
    '--permission',
    // The canvas and the OCR runtime are addons; `--permission` stops files, processes and workers.
    '--allow-addons',
    ...READABLE.map((name) => `--allow-fs-read=${path.join(root, name)}`),
    `--max-old-space-size=${HEAP_MEGABYTES}`,
    '--disable-warning=PERM0001',
    '--conditions=react-server',
  ];
}

function start() {
  const root = programRoot();
  const child = spawn(
    process.execPath,
    [...parserFlags(root), '--import', path.join(root, 'lib/parser/resolve-aliases.mjs'), path.join(root, PROGRAM)],
    { cwd: root, env: { NODE_ENV: 'production' }, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true },
  );
  if (child.pid !== undefined) lowerPriority(child.pid);
  return child;
}

/** The folder of the program: ours, or above `.next/standalone`, where the app runs. */
function programRoot(): string {
  let folder = process.cwd();
  while (
    ![PROGRAM, 'node_modules/pdfjs-dist'].every((name) =>
      existsSync(path.join(/* turbopackIgnore: true */ folder, name)),
    )
  ) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error(`${PROGRAM} is missing`);
    folder = parent;
  }
  return folder;
}

function lowerPriority(pid: number): void {
  try {
    os.setPriority(pid, LOWEST_PRIORITY);
  } catch (error) {
    // It may have ended already; its end is reported by its events.
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_SYSTEM_ERROR')) throw error;
  }
}

async function* feed(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  request: ParserRequest,
  onTooLarge: () => void,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(request)}\n`);
  let sent = 0;
  for await (const chunk of source) {
    sent += chunk.byteLength;
    if (sent > request.limits.inputBytes) {
      onTooLarge();
      return;
    }
    yield chunk;
  }
}

async function* countBytes(
  stream: AsyncIterable<unknown>,
  limit: number,
  onTooMuch: () => void,
): AsyncGenerator<Uint8Array> {
  let received = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a stream of bytes is required');
    received += chunk.byteLength;
    if (received > limit) {
      onTooMuch();
      return;
    }
    yield chunk;
  }
}

/** The heap limit of V8 does not count buffers, so the kernel's figure is watched. Zero where there is no /proc. */
async function residentMegabytes(child: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${child.pid ?? 0}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
}

function isPipeClosed(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED'].includes(String(error.code))
  );
}
