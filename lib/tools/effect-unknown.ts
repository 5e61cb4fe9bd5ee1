import 'server-only';
import type { ToolEffect, ToolError } from '@/lib/tools/contracts';

/** The server stopped waiting for the rest of the request, and may have begun to execute it. */
const REQUEST_TIMEOUT = 408;

/**
 * The error of a failed call. A changing call that was sent has an unknown outcome, unless the server itself refused
 * it.
 * @param wasSent part of the request may have reached its server
 */
export function failureOf(error: ToolError, effect: ToolEffect, wasSent: boolean): ToolError {
  return effect === 'change' && wasSent && !isRefusal(error) ? { ...error, effectUnknown: true } : error;
}

function isRefusal({ code, values }: ToolError): boolean {
  if (code === 'mcp-unauthorised') return true;
  const status = code === 'tool-http-status' ? Number(values?.status) : NaN;
  return status >= 400 && status < 500 && status !== REQUEST_TIMEOUT;
}
