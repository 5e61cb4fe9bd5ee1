import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';

export interface DemoEngineProcess {
  /** Without /v1. */
  readonly url: string;
  readonly port: number;
  /** Scripts faults; see docs/demo-engine.md. */
  script(fault: Readonly<Record<string, unknown>>): Promise<void>;
  configure(settings: Readonly<Record<string, unknown>>): Promise<void>;
  reset(): Promise<void>;
  state(): Promise<DemoEngineState>;
  stop(): Promise<void>;
}

const stateSchema = z.looseObject({
  running: z.array(z.looseObject({ requestId: z.string().nullish() })),
  waiting: z.array(z.unknown()),
  requests: z.array(
    z.looseObject({ requestId: z.string().nullish(), outcome: z.string().nullish(), tokens: z.number() }),
  ),
});
export type DemoEngineState = z.infer<typeof stateSchema>;

/** Tests do not wait for prompts to be read at a real card's speed. */
const QUICK = ['--prefill-tokens-per-second', '27000'];

/** Flags for tests in which answers only have to end: each is written ten times as fast as by a real card. */
export const QUICK_ANSWERS = ['--stream-tokens-per-second', '800'];

/** Starts a demo engine as a process of its own on a free port: lib/engine may not import it. */
export async function startDemoEngine(flags: readonly string[] = []): Promise<DemoEngineProcess> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'lib/demo-engine/main.ts', '--port', '0', ...QUICK, ...flags],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const lines = createInterface({ input: child.stdout });
  const [line] = z.tuple([z.string()]).parse(await once(lines, 'line'));
  const { listening: url } = z.object({ listening: z.string() }).parse(JSON.parse(line));
  const control = async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> => {
    const init =
      body === undefined
        ? { method }
        : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await fetch(`${url}/control/${path}`, init);
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return response.json();
  };
  return {
    url,
    port: Number(new URL(url).port),
    script: async (fault) => {
      await control('POST', 'script', fault);
    },
    configure: async (settings) => {
      await control('POST', 'configure', settings);
    },
    reset: async () => {
      await control('POST', 'reset', {});
    },
    state: async () => stateSchema.parse(await control('GET', 'state')),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}
