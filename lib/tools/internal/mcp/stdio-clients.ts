import 'server-only';
import type { McpConfig } from '@/lib/tools/contracts';
import { closeMcpClient, openMcpClient, type McpConnection } from '@/lib/tools/internal/mcp/open-mcp-client';

type StdioConfig = Extract<McpConfig, { transport: 'stdio' }>;

interface Running {
  readonly connection: Promise<McpConnection>;
  idle: NodeJS.Timeout | undefined;
  uses: number;
}

declare global {
  var yikaStdioClients: Map<string, Running> | undefined;
}

/** A process that nobody needs for this long is ended. */
const IDLE_MS = 5 * 60_000;
const START_TIMEOUT_MS = 30_000;
const MAX_BYTES = 10_000_000;

/**
 * Runs `work` with the one process of a stdio server, started when there is none: starting a program costs more than a call.
 * When `work` throws, the process may be in any state and is ended; the next call starts another.
 */
export async function withStdioClient<Result>(config: StdioConfig, work: (connection: McpConnection) => Promise<Result>): Promise<Result> {
  const clients = (globalThis.yikaStdioClients ??= new Map<string, Running>());
  const running = clients.get(config.server) ?? start(config, clients);
  clearTimeout(running.idle);
  running.uses += 1;
  try {
    return await work(await running.connection);
  } catch (error) {
    end(config.server, running);
    throw error;
  } finally {
    running.uses -= 1;
    if (running.uses === 0) running.idle = setTimeout(() => end(config.server, running), IDLE_MS).unref();
  }
}

/** Ends every stdio server of this process. */
export function endStdioClients(): void {
  for (const [name, running] of globalThis.yikaStdioClients ?? []) end(name, running);
}

function start(config: StdioConfig, clients: Map<string, Running>): Running {
  const connection = openMcpClient(config, { timeoutMs: START_TIMEOUT_MS, maxBytes: MAX_BYTES, signal: AbortSignal.timeout(START_TIMEOUT_MS) });
  const running: Running = { connection, idle: undefined, uses: 0 };
  clients.set(config.server, running);
  return running;
}

function end(name: string, running: Running): void {
  clearTimeout(running.idle);
  if (globalThis.yikaStdioClients?.get(name) === running) globalThis.yikaStdioClients.delete(name);
  running.connection.then(({ client }) => closeMcpClient(client), () => undefined);
}
