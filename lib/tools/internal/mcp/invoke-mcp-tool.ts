import 'server-only';
import { z } from 'zod';
import { AppError } from '@/lib/errors/app-error';
import type { ToolError } from '@/lib/tools/contracts';
import { toMcpError } from '@/lib/tools/internal/mcp/mcp-error';
import { readMcpResult } from '@/lib/tools/internal/mcp/read-mcp-result';
import { withMcpClient } from '@/lib/tools/internal/mcp/with-mcp-client';
import { toToolError } from '@/lib/tools/to-tool-error';
import type { Invoke } from '@/lib/tools/tool-outcome';

/** Factor for the protocol around a result, which may contain the result twice (as text and structured). */
const PROTOCOL_FACTOR = 3;
const PROTOCOL_BYTES = 65_536;

/**
 * Calls a tool of an MCP server once: a request that may have reached the server is never repeated. The server is the
 * one that the caller checked, even if an admin changes it meanwhile.
 * @throws AppError `mcp-*`, `egress-*`
 */
export const invokeMcpTool: Invoke = async (
  { definition, server, maxResultBytes, timeoutMs },
  input,
  { signal, onSent },
) => {
  if (definition.kind !== 'mcp' || server === null)
    throw new AppError({
      kind: 'unavailable',
      code: 'mcp-source-missing',
      detail: 'the server of this tool was removed',
    });
  const limits = { timeoutMs, maxBytes: maxResultBytes * PROTOCOL_FACTOR + PROTOCOL_BYTES, signal };
  return withMcpClient(server, limits, async ({ client, mask, asked }) => {
    const before = asked.length;
    onSent();
    try {
      const outcome = readMcpResult(
        await client.request(
          { method: 'tools/call', params: { name: definition.remoteName, arguments: input } },
          resultSchema,
          { signal, timeout: timeoutMs },
        ),
        mask,
      );
      const [method] = asked.slice(before);
      return outcome.ok || method === undefined
        ? outcome
        : { ok: false, error: serverRequestDeclined(method, String(outcome.error.values?.message ?? '')) };
    } catch (error) {
      signal.throwIfAborted();
      const [method] = asked.slice(before);
      if (method === undefined) throw error;
      const failed = toMcpError(error, mask);
      return {
        ok: false,
        error:
          failed.code === 'mcp-failed'
            ? serverRequestDeclined(method, String(failed.values.reason))
            : toToolError(failed),
      };
    }
  });
};

/** `readMcpResult` parses the content of a result and reports what is missing. */
const resultSchema = z.looseObject({});

/** The error when the server requested something from the person or the model during the call, which Yika declines. */
function serverRequestDeclined(method: string, message: string): ToolError {
  return { code: 'mcp-asked-back', values: { method, message } };
}
