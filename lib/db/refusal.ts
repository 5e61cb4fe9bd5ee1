import 'server-only';
import { postgresError } from '@/lib/db/internal/postgres-error';

/** SQLSTATE of the database's `refuse(code)`. */
const REFUSED = 'YK001';

/**
 * The code a statement of ours was refused with by the database itself (`refuse(code)`); null for every other error.
 */
export function refusalCode(error: unknown): string | null {
  const found = postgresError(error);
  return found?.code === REFUSED ? found.message : null;
}

/** SQLSTATE of a value that a unique index has already. */
const UNIQUE_VIOLATION = '23505';

/** Whether an error, of SQL or of Prisma, is the refusal of a value by this unique index. */
export function isTaken(error: unknown, index: string): boolean {
  const found = postgresError(error);
  return found?.code === UNIQUE_VIOLATION && found.constraint === index;
}
