import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import { messageOf } from '@/lib/errors/message-of';

/** The server could not be reached, or ended the connection. */
export function unreachable(host: string, port: number, cause: unknown): AppError {
  const values = { host, port: String(port) };
  const detail = `${host}:${port} cannot be reached: ${messageOf(cause)}`;
  return new AppError({ kind: 'unavailable', code: 'source-unreachable', detail, values, cause });
}

/** The server refused the account, the database or the certificate. */
export function refused(cause: unknown): AppError {
  const values = { reason: messageOf(cause).slice(0, 300) };
  return new AppError({ kind: 'invalid', code: 'source-refused', detail: values.reason, values, cause });
}

/** The server refused the statement. */
export function queryFailed(cause: unknown): AppError {
  const values = { reason: messageOf(cause).slice(0, 300) };
  return new AppError({ kind: 'invalid', code: 'source-query-failed', detail: values.reason, values, cause });
}
