import 'server-only';
import {
  Client,
  ProtocolError,
  ProtocolErrorCode,
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { getConfig } from '@/lib/config/config';
import { AppError } from '@/lib/errors/app-error';
import { getLogger } from '@/lib/observability/logger';
import type { McpConfig } from '@/lib/tools/contracts';
import { egressFetch } from '@/lib/egress/egress-fetch';
import { toMcpError } from '@/lib/tools/internal/mcp/mcp-error';
import { openSecretScope, type SecretScope } from '@/lib/secrets/open-secret-scope';

export interface McpLimits {
  /** Milliseconds for connecting, and for each request. */
  readonly timeoutMs: number;
  /** Most bytes of the answer to one request. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface McpConnection {
  readonly client: Client;
  /** Masks the values of sent secrets in a text of the server. */
  readonly mask: (text: string) => string;
  /** Methods that the server requested from the client, in their order; all were declined. */
  readonly asked: readonly string[];
  /** Closes the connection without waiting for the server. */
  readonly close: () => void;
}

const CLIENT = { name: 'yika', version: '1' };
/**
 * Requests of a server to its client; each is declined and recorded, so that a call that fails because of it can say
 * why.
 */
const DECLINED = ['elicitation/create', 'sampling/createMessage', 'roots/list'] as const;

/**
 * Connects to an MCP server. Requests to remote servers go through the egress checks of every tool: declared host,
 * pinned addresses, no redirects, no credentials but the configured headers. stdio runs only commands of the operator's
 * configuration. The client announces no capabilities; a server that requests them anyway (sampling, elicitation,
 * roots) gets "method not found".
 */
export async function openMcpClient(config: McpConfig, limits: McpLimits): Promise<McpConnection> {
  if (config.transport === 'stdio') return connect(stdioTransport(config.server), (text) => text, limits);
  const secrets = await openSecretScope(
    config.headers.map(({ value }) => value),
    config.url,
  );
  const mask = (text: string): string => secrets.mask(text);
  try {
    return await connect(remoteTransport(config, secrets, limits), mask, limits);
  } catch (error) {
    throw toMcpError(error, mask);
  }
}

async function connect(
  transport: Transport,
  mask: McpConnection['mask'],
  { signal, timeoutMs }: McpLimits,
): Promise<McpConnection> {
  const client = new Client(CLIENT, { capabilities: {} });
  const asked: string[] = [];
  client.fallbackRequestHandler = ({ method }) => {
    if (DECLINED.some((known) => known === method)) asked.push(method);
    return Promise.reject(new ProtocolError(ProtocolErrorCode.MethodNotFound, 'Method not found'));
  };
  // Without the server's text, which may repeat what it was sent.
  client.onerror = (error) =>
    getLogger().debug({ code: toMcpError(error).code }, 'an MCP connection reported a failure');
  const close = (): void => {
    const ended = transport instanceof StreamableHTTPClientTransport ? transport.terminateSession() : Promise.resolve();
    ended
      .catch((error: unknown) =>
        getLogger().debug({ code: toMcpError(error).code }, 'an MCP session did not end in order'),
      )
      .then(() => client.close())
      .catch((error: unknown) =>
        getLogger().debug({ code: toMcpError(error).code }, 'an MCP connection did not close in order'),
      );
  };
  try {
    await client.connect(transport, { signal, timeout: timeoutMs });
  } catch (error) {
    close();
    throw error;
  }
  return { client, mask, asked, close };
}

type RemoteConfig = Exclude<McpConfig, { transport: 'stdio' }>;

function remoteTransport(config: RemoteConfig, secrets: SecretScope, limits: McpLimits): Transport {
  const url = new URL(config.url);
  const checked = egressFetch({
    hosts: [url.host],
    intranetHosts: config.isIntranet ? [url.host] : [],
    timeoutMs: limits.timeoutMs,
    maxBytes: limits.maxBytes,
    signal: limits.signal,
  });
  const options = {
    requestInit: { headers: Object.fromEntries(config.headers.map(({ name, value }) => [name, secrets.fill(value)])) },
    fetch: (input: string | URL, init?: RequestInit) => checked(input, { ...init, redirect: 'error' }),
  };
  return config.transport === 'sse'
    ? // eslint-disable-next-line @typescript-eslint/no-deprecated -- the older transport is what some servers still speak
      new SSEClientTransport(url, options)
    : new StreamableHTTPClientTransport(url, options);
}

function stdioTransport(name: string): Transport {
  const servers = getConfig().MCP_STDIO_SERVERS;
  const server = Object.hasOwn(servers, name) ? servers[name] : undefined;
  if (server === undefined)
    throw new AppError({
      kind: 'unavailable',
      code: 'mcp-command-unknown',
      detail: 'MCP_STDIO_SERVERS does not name this server',
      values: { server: name },
    });
  return new StdioClientTransport({
    command: server.command,
    args: server.args,
    env: { ...getDefaultEnvironment(), ...server.env },
    stderr: 'ignore',
  });
}
