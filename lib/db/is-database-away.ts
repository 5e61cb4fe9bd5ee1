import 'server-only';
import { postgresError } from '@/lib/db/internal/postgres-error';

/**
 * SQLSTATE class 08 (connection), 57P0x (shutting down, crashed), 53300 (too many connections), and what sockets say.
 */
const AWAY_CODE = /^(08...|57P0[123]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|ETIMEDOUT)$/;
const AWAY_MESSAGE =
  /Connection terminated|timeout exceeded when trying to connect|^timeout expired$|Client has encountered a connection error|the database system is/;

/**
 * True when an error, of SQL or of Prisma, means "PostgreSQL cannot be reached just now", so that trying again may
 * help.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = postgresError(error)?.code ?? '';
  return AWAY_CODE.test(code) || AWAY_MESSAGE.test(error.message) || isDatabaseAway(error.cause);
}
