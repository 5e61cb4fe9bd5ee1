import 'server-only';
import { sqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import { readMcpResult } from '@/lib/tools/internal/mcp/read-mcp-result';
import { withMcpClient } from '@/lib/tools/internal/mcp/with-mcp-client';
import { findSource } from '@/lib/tools/internal/sources-sql';
import type { Invoke } from '@/lib/tools/internal/tool-outcome';

/** Room for the protocol around a result, which may stand in it twice (as text and structured). */
const PROTOCOL_FACTOR = 3;
const PROTOCOL_BYTES = 65_536;

/** Calls a tool of an MCP server, once: what may have reached the server is never sent again. @throws AppError `mcp-*`, `egress-*` */
export const invokeMcpTool: Invoke = async (tool, input, context) => {
  const source = tool.sourceId === null ? null : await findSource(sqlRunner(), tool.sourceId);
  if (tool.definition.kind !== 'mcp' || source?.config.kind !== 'mcp') {
    throw new AppError({ kind: 'unavailable', code: 'mcp-source-missing', detail: 'the server of this tool was removed' });
  }
  const { remoteName } = tool.definition;
  const limits = { timeoutMs: tool.timeoutMs, maxBytes: tool.maxResultBytes * PROTOCOL_FACTOR + PROTOCOL_BYTES, signal: context.signal };
  return withMcpClient(source.config, limits, async ({ client, mask }) => {
    const result = await client.callTool({ name: remoteName, arguments: input, options: { signal: context.signal, timeout: tool.timeoutMs } });
    return readMcpResult(result, mask);
  });
};
