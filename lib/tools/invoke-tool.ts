// lib/tools has the catalogue of tools, the sources that they come from, and the code that invokes one.
import 'server-only';
import { isAppError } from '@/lib/errors/app-error';
import type { StoredTool } from '@/lib/tools/contracts';
import { invokeBuiltin } from '@/lib/tools/internal/builtin/invoke-builtin';
import { invokeHttpTool } from '@/lib/tools/internal/http/invoke-http-tool';
import { invokeMcpTool } from '@/lib/tools/internal/mcp/invoke-mcp-tool';
import { toToolError } from '@/lib/tools/to-tool-error';
import type { Invoke, ToolOutcome } from '@/lib/tools/tool-outcome';

const INVOKES: Readonly<Record<StoredTool['kind'], Invoke>> = {
  builtin: invokeBuiltin,
  http: invokeHttpTool,
  mcp: invokeMcpTool,
};

/**
 * Calls a tool of any kind within its time limit. The caller has checked grants, arguments and approvals.
 * @throws the reason of `context.signal` when that is aborted, and bugs; failures of the tool are returned as data
 */
export const invokeTool: Invoke = async (tool, input, context) => {
  context.signal.throwIfAborted();
  const limit = AbortSignal.timeout(tool.timeoutMs);
  const signal = AbortSignal.any([context.signal, limit]);
  try {
    // Raced: a tool that ignores its signal must not block the run.
    const outcome = await Promise.race([
      INVOKES[tool.kind](tool, input, { ...context, signal }),
      rejectWhenAborted(signal),
    ]);
    return withinSize(tool, outcome);
  } catch (error) {
    context.signal.throwIfAborted();
    if (limit.aborted)
      return { ok: false, error: { code: 'tool-timeout', values: { seconds: Math.round(tool.timeoutMs / 1_000) } } };
    if (isAppError(error)) return { ok: false, error: toToolError(error) };
    throw error;
  }
};

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(toError(signal.reason)), { once: true });
  });
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

/** Checks the size of every outcome: a result that is longer than allowed is a failure, never cut silently. */
function withinSize(tool: StoredTool, outcome: ToolOutcome): ToolOutcome {
  if (!outcome.ok || Buffer.byteLength(outcome.text) <= tool.maxResultBytes) return outcome;
  return { ok: false, error: { code: 'tool-result-too-large', values: { bytes: tool.maxResultBytes } } };
}
