import 'server-only';

/** SQLSTATE of the database's `refuse(code)`. */
const REFUSED = 'YK001';

/** The code a statement of ours was refused with by the database itself (`refuse(code)`); null for every other error. */
export function refusalCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && error.code === REFUSED ? error.message : null;
}
