import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ModelFiles } from './model-files';

export type EngineName = 'llama.cpp' | 'vllm';

export interface EngineProcess {
  readonly url: string;
  readonly port: number;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

const MODEL = 'tiny-qwen3';
const START_LIMIT_MS = 300_000;
const POLL_MS = 250;

/** The command of each engine; `flags` are added. */
function commandOf(name: EngineName, files: ModelFiles, port: number): string[] {
  return name === 'llama.cpp'
    ? ['-m', files.gguf, '--alias', MODEL, '--host', '127.0.0.1', '--port', String(port), '-t', '1']
    : [
        ...['serve', files.hf, '--served-model-name', MODEL, '--host', '127.0.0.1', '--port', String(port)],
        ...['--max-model-len', '8192', '--enable-prefix-caching', '--reasoning-parser', 'qwen3'],
        ...['--enable-auto-tool-choice', '--tool-call-parser', 'hermes', '--enforce-eager'],
      ];
}

/** Starts a real engine and waits until it answers. Its log is in `folder`. */
export async function startEngine(given: {
  readonly name: EngineName;
  readonly program: string;
  readonly files: ModelFiles;
  readonly flags: readonly string[];
  readonly folder: string;
  readonly port?: number;
}): Promise<EngineProcess> {
  const port = given.port ?? (await freePort());
  const log = openSync(path.join(given.folder, `${given.name}.log`), 'a');
  const child = spawn(given.program, [...commandOf(given.name, given.files, port), ...given.flags], {
    stdio: ['ignore', log, log],
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = (): Promise<void> => kill(child);
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await isHealthy(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${given.name} did not start; see ${given.folder}`);
    }
    await pause(POLL_MS);
  }
  return { url, port, kill: stop };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).status === 200;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
