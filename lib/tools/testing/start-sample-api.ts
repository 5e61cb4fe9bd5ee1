import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';

export interface SampleApiProcess {
  readonly url: string;
  /** Scripts a fault; lib/sample-api/internal/fault-script.ts names them. */
  fault(fault: Readonly<Record<string, unknown>>): Promise<void>;
  /** Forgets faults, refunds and what was asked. */
  reset(): Promise<void>;
  /** Paths that were asked, in order. */
  asked(): Promise<string[]>;
  stop(): Promise<void>;
}

const logSchema = z.object({ requests: z.array(z.object({ path: z.string() })) });

/** Starts a sample API as a process of its own on a free port: lib/tools may not import it. */
export async function startSampleApi(): Promise<SampleApiProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'lib/sample-api/main.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = z.tuple([z.string()]).parse(await once(createInterface({ input: child.stdout }), 'line'));
  const { listening: url } = z.object({ listening: z.string() }).parse(JSON.parse(line));
  const control = async (path: string, body?: object): Promise<unknown> => {
    const response = await fetch(
      `${url}/control/${path}`,
      body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
    );
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return response.json();
  };
  return {
    url,
    fault: async (fault) => {
      await control('faults', fault);
    },
    reset: async () => {
      await control('reset', {});
    },
    asked: async () => logSchema.parse(await control('log')).requests.map(({ path }) => path),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}
