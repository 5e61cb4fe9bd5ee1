import 'server-only';

/** SQLSTATE of the database's `refuse(code)`. */
const REFUSED = 'YK001';

/**
 * The code a statement of ours was refused with by the database itself (`refuse(code)`); null for every other error.
 */
export function refusalCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && error.code === REFUSED ? error.message : null;
}

/** SQLSTATE of a value that a unique index has already. */
const UNIQUE_VIOLATION = '23505';

/** Whether an error is the refusal of a value by this unique index. */
export function isTaken(error: unknown, index: string): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === UNIQUE_VIOLATION &&
    'constraint' in error &&
    error.constraint === index
  );
}
