import 'server-only';
import type { McpConfig } from '@/lib/tools/contracts';
import { toMcpError } from '@/lib/tools/internal/mcp/mcp-error';
import { openMcpClient, type McpConnection, type McpLimits } from '@/lib/tools/internal/mcp/open-mcp-client';
import { withStdioClient } from '@/lib/tools/internal/mcp/stdio-clients';

/**
 * Runs `work` with a connection to an MCP server. Each use of a remote server gets its own connection: two short
 * requests more, but no session that may have died unnoticed, so a restarted server needs no reconnecting.
 * @throws AppError `mcp-*`, `egress-*`, `secret-*`; the signal's reason when it is aborted
 */
export async function withMcpClient<Result>(
  config: McpConfig,
  limits: McpLimits,
  work: (connection: McpConnection) => Promise<Result>,
): Promise<Result> {
  try {
    return config.transport === 'stdio'
      ? await withStdioClient(config, work)
      : await withRemoteClient(config, limits, work);
  } catch (error) {
    limits.signal.throwIfAborted();
    throw toMcpError(error);
  }
}

async function withRemoteClient<Result>(
  config: McpConfig,
  limits: McpLimits,
  work: (connection: McpConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await openMcpClient(config, limits);
  try {
    return await work(connection);
  } catch (error) {
    throw toMcpError(error, connection.mask);
  } finally {
    connection.close();
  }
}
