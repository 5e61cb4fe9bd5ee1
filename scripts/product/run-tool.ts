import { spawn, type ChildProcess } from 'node:child_process';
import { childEnvironment } from '@/lib/config/environment';

export interface ToolResult {
  readonly code: number;
  /** Standard output alone. */
  readonly stdout: string;
  /** Both streams, in the order they came. */
  readonly output: string;
}

const running = new Set<ChildProcess>();

/** Ends the programs that still run. */
export function stopTools(): void {
  for (const child of running) child.kill('SIGTERM');
}

/** Runs a program to its end and collects what it says. */
export async function runTool(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ToolResult> {
  const child = spawn(command, args, { env: childEnvironment(environment), stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let stdout = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    output += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const code = await new Promise<number>((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(127);
    });
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  running.delete(child);
  return { code, stdout, output };
}
