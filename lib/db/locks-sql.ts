// SQL: Prisma has no locks. Every lock is released with its transaction.
import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';

/** Tables whose rows are locked by their ids. */
export type LockedTable =
  | 'engine'
  | 'file'
  | 'file_content'
  | 'file_reading'
  | 'person'
  | 'person_group'
  | 'tool'
  | 'tool_call'
  | 'tool_grant'
  | 'tool_secret'
  | 'tool_source';

/**
 * update: nobody else may lock, change or refer to the row. no-key-update: nobody may change it, but rows that refer to
 * it may be inserted. share: nobody may change it. key-share: nobody may delete it.
 */
export type LockStrength = 'update' | 'no-key-update' | 'share' | 'key-share';

const STRENGTHS: Readonly<Record<LockStrength, string>> = {
  update: 'FOR UPDATE',
  'no-key-update': 'FOR NO KEY UPDATE',
  share: 'FOR SHARE',
  'key-share': 'FOR KEY SHARE',
};

/**
 * Locks rows in the order of their ids, so that two transactions do not wait for each other. Read a row after it is
 * locked: what was read before may have changed.
 * @returns how many there are
 */
export async function lockRows(
  sql: SqlRunner,
  table: LockedTable,
  ids: readonly string[],
  strength: LockStrength = 'update',
): Promise<number> {
  const { rowCount } = await sql.query(`SELECT FROM ${table} WHERE id = ANY ($1) ORDER BY id ${STRENGTHS[strength]}`, [
    ids,
  ]);
  return rowCount ?? 0;
}

/** Locks a row. @returns whether there is one */
export async function lockRow(
  sql: SqlRunner,
  table: LockedTable,
  id: string,
  strength: LockStrength = 'update',
): Promise<boolean> {
  return (await lockRows(sql, table, [id], strength)) === 1;
}

/** Transactions that take the same name run one after the other, over all processes. */
export async function lockName(sql: SqlRunner, name: string): Promise<void> {
  await sql.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
}

/** Nobody else writes to the table. */
export async function lockTable(sql: SqlRunner, table: 'file_content' | 'tool_secret'): Promise<void> {
  await sql.query(`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`);
}
