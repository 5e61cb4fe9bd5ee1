import 'server-only';
import { createMCPClient, type MCPClient, type MCPTransport } from '@ai-sdk/mcp';
import { StdioMCPTransport } from '@ai-sdk/mcp/mcp-stdio';
import { getConfig } from '@/lib/config/config';
import { AppError } from '@/lib/errors/app-error';
import { getLogger } from '@/lib/observability/logger';
import type { McpConfig } from '@/lib/tools/contracts';
import { egressFetch } from '@/lib/tools/internal/egress/egress-fetch';
import { toMcpError } from '@/lib/tools/internal/mcp/mcp-error';
import { openSecretScope, type SecretScope } from '@/lib/tools/internal/secrets/open-secret-scope';

export interface McpLimits {
  /** For connecting, and for each request. */
  readonly timeoutMs: number;
  /** Longest answer to one request. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface McpConnection {
  readonly client: MCPClient;
  /** A text of the server without the values of secrets it was sent. */
  readonly mask: (text: string) => string;
}

const CLIENT = { clientName: 'yika', version: '1' };

/**
 * Connects to an MCP server. What remote ones are sent goes through the egress checks of every tool: declared host, pinned
 * addresses, no redirects, no credentials but the configured headers. stdio runs commands of the operator's configuration alone.
 * No capabilities are offered: the server can ask nothing of us (no sampling, no elicitation, no roots).
 */
export async function openMcpClient(config: McpConfig, limits: McpLimits): Promise<McpConnection> {
  if (config.transport === 'stdio') return { client: await connect(stdioTransport(config.server), limits), mask: (text) => text };
  const secrets = await openSecretScope(config.headers.map(({ value }) => value), config.url);
  const mask = (text: string): string => secrets.mask(text);
  try {
    return { client: await connect(remoteTransport(config, secrets, limits), limits), mask };
  } catch (error) {
    throw toMcpError(error, mask);
  }
}

type Transport = Parameters<typeof createMCPClient>[0]['transport'];

function connect(transport: Transport, limits: McpLimits): Promise<MCPClient> {
  return createMCPClient({
    ...CLIENT,
    transport,
    initializationOptions: { signal: limits.signal, timeout: limits.timeoutMs },
    maxRetries: 0,
    // Without its words, in which a server may repeat what it was sent.
    onUncaughtError: (error) => getLogger().debug({ code: toMcpError(error).code }, 'an MCP connection reported a failure'),
  });
}

/** Ends a connection without waiting for the server's consent. */
export function closeMcpClient(client: MCPClient): void {
  client.close().catch((error: unknown) => getLogger().debug({ code: toMcpError(error).code }, 'an MCP connection did not close in order'));
}

type RemoteConfig = Exclude<McpConfig, { transport: 'stdio' }>;

function remoteTransport(config: RemoteConfig, secrets: SecretScope, limits: McpLimits): Transport {
  const { host } = new URL(config.url);
  return {
    type: config.transport,
    url: config.url,
    headers: Object.fromEntries(config.headers.map(({ name, value }) => [name, secrets.fill(value)])),
    redirect: 'error',
    fetch: egressFetch({ hosts: [host], intranetHosts: config.isIntranet ? [host] : [], timeoutMs: limits.timeoutMs, maxBytes: limits.maxBytes, signal: limits.signal }),
  };
}

function stdioTransport(name: string): MCPTransport {
  const servers = getConfig().MCP_STDIO_SERVERS;
  const server = Object.hasOwn(servers, name) ? servers[name] : undefined;
  if (server === undefined) throw new AppError({ kind: 'unavailable', code: 'mcp-command-unknown', detail: 'MCP_STDIO_SERVERS does not name this server', values: { server: name } });
  return new StdioMCPTransport({ command: server.command, args: server.args, env: server.env, stderr: 'ignore', shell: false });
}
