import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import { readMcpResult } from '@/lib/tools/internal/mcp/read-mcp-result';
import { withMcpClient } from '@/lib/tools/internal/mcp/with-mcp-client';
import type { Invoke } from '@/lib/tools/internal/tool-outcome';

/** Room for the protocol around a result, which may stand in it twice (as text and structured). */
const PROTOCOL_FACTOR = 3;
const PROTOCOL_BYTES = 65_536;

/**
 * Calls a tool of an MCP server, once: what may have reached the server is never sent again. The server is the one the caller checked, whatever an admin
 * changes meanwhile. @throws AppError `mcp-*`, `egress-*`
 */
export const invokeMcpTool: Invoke = async ({ definition, server, maxResultBytes, timeoutMs }, input, { signal, onSent }) => {
  if (definition.kind !== 'mcp' || server === null) throw new AppError({ kind: 'unavailable', code: 'mcp-source-missing', detail: 'the server of this tool was removed' });
  const limits = { timeoutMs, maxBytes: maxResultBytes * PROTOCOL_FACTOR + PROTOCOL_BYTES, signal };
  return withMcpClient(server, limits, async ({ client, mask }) => {
    onSent();
    const result = await client.callTool({ name: definition.remoteName, arguments: input, options: { signal, timeout: timeoutMs } });
    return readMcpResult(result, mask);
  });
};
