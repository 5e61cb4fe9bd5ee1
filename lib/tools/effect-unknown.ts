import 'server-only';
import type { ToolEffect, ToolError } from '@/lib/tools/contracts';

/** A server that gave up waiting for the request may have begun with it. */
const REQUEST_TIMEOUT = 408;

/**
 * How a failed call is reported: one that was to change something and was sent has an unknown outcome; unless
 * the server itself refused it.
 * @param wasSent something of it may have reached whom it was for
 */
export function failureOf(error: ToolError, effect: ToolEffect, wasSent: boolean): ToolError {
  return effect === 'change' && wasSent && !isRefusal(error) ? { ...error, effectUnknown: true } : error;
}

function isRefusal({ code, values }: ToolError): boolean {
  if (code === 'mcp-unauthorised') return true;
  const status = code === 'tool-http-status' ? Number(values?.status) : NaN;
  return status >= 400 && status < 500 && status !== REQUEST_TIMEOUT;
}
