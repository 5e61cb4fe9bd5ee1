import 'server-only';
import { SdkHttpError, SseError, UnauthorizedError } from '@modelcontextprotocol/client';
import { AppError, isAppError } from '@/lib/errors/app-error';
import { toToolError } from '@/lib/tools/to-tool-error';

const MAX_REASON_CHARS = 300;
const MAX_CAUSES = 6;

/**
 * Converts a failure of an MCP server or its connection into an expected error. Texts of the server are cut; treat them
 * as data.
 * @param mask masks secrets: servers repeat what they were sent, and errors are stored, recorded and shown to the model
 */
export function toMcpError(error: unknown, mask: (text: string) => string = (text) => text): AppError {
  const chain = causesOf(error);
  // Errors of the egress checks are thrown inside of the client's fetch; the client wraps them.
  const own = chain.find(isAppError);
  if (own !== undefined) return withoutSecrets(own, mask);
  const status = chain.map(statusOf).find((found) => found !== undefined);
  if (status === 401 || status === 403)
    return mcpError('mcp-unauthorised', 'the server wants other credentials', error, { status });
  if (chain.some(isTimeout)) return mcpError('mcp-timeout', 'the server did not answer in time', error);
  const [first] = chain;
  const reason = first instanceof Error ? first.message : 'unknown';
  return mcpError('mcp-failed', 'the server could not be used', error, {
    reason: mask(reason).slice(0, MAX_REASON_CHARS),
  });
}

/** Errors of the egress checks contain the target of a redirect and the declared type of the response. */
function withoutSecrets(error: AppError, mask: (text: string) => string): AppError {
  const { values = {} } = toToolError(error, mask);
  const isMasked = Object.entries(values).some(([name, value]) => value !== error.values[name]);
  return isMasked ? new AppError({ kind: error.kind, code: error.code, detail: error.detail, values }) : error;
}

function mcpError(
  code: string,
  detail: string,
  cause: unknown,
  values: Readonly<Record<string, string | number>> = {},
): AppError {
  return new AppError({ kind: 'unavailable', code, detail, values, cause });
}

function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = [error];
  for (let next = error; chain.length < MAX_CAUSES && next instanceof Error && next.cause !== undefined; ) {
    next = next.cause;
    chain.push(next);
  }
  return chain;
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof SdkHttpError) return error.status;
  if (error instanceof SseError) return error.code;
  return error instanceof UnauthorizedError ? 401 : undefined;
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || /timed out/i.test(error.message));
}
