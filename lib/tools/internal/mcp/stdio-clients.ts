import 'server-only';
import type { McpConfig } from '@/lib/tools/contracts';
import { openMcpClient, type McpConnection } from '@/lib/tools/internal/mcp/open-mcp-client';

type StdioConfig = Extract<McpConfig, { transport: 'stdio' }>;

interface Running {
  readonly server: string;
  readonly connection: Promise<McpConnection>;
  idle: NodeJS.Timeout | undefined;
  uses: number;
  /** It gets no new users, and ends with its last one. */
  isRetired: boolean;
}

declare global {
  var yikaStdioClients: Set<Running> | undefined;
}

/** Milliseconds after which an unused process is ended. */
const IDLE_MS = 5 * 60_000;
const START_TIMEOUT_MS = 30_000;
const MAX_BYTES = 10_000_000;

/**
 * Runs `work` with the process of a stdio server, which is started when there is none: starting a program costs more
 * than a call. When `work` throws, the process may be in any state: the next call starts another one, and this one ends
 * once its other calls have ended.
 */
export async function withStdioClient<Result>(
  config: StdioConfig,
  work: (connection: McpConnection) => Promise<Result>,
): Promise<Result> {
  const clients = (globalThis.yikaStdioClients ??= new Set<Running>());
  const running =
    [...clients].find(({ server, isRetired }) => server === config.server && !isRetired) ?? start(config, clients);
  clearTimeout(running.idle);
  running.uses += 1;
  try {
    return await work(await running.connection);
  } catch (error) {
    running.isRetired = true;
    throw error;
  } finally {
    running.uses -= 1;
    if (running.uses === 0 && running.isRetired) end(running);
    else if (running.uses === 0) running.idle = setTimeout(() => end(running), IDLE_MS).unref();
  }
}

/** Ends every stdio server of this process. */
export function endStdioClients(): void {
  for (const running of globalThis.yikaStdioClients ?? []) end(running);
}

function start(config: StdioConfig, clients: Set<Running>): Running {
  const connection = openMcpClient(config, {
    timeoutMs: START_TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    signal: AbortSignal.timeout(START_TIMEOUT_MS),
  });
  const running: Running = { server: config.server, connection, idle: undefined, uses: 0, isRetired: false };
  clients.add(running);
  return running;
}

function end(running: Running): void {
  clearTimeout(running.idle);
  globalThis.yikaStdioClients?.delete(running);
  running.connection.then(
    ({ close }) => close(),
    () => undefined,
  );
}
