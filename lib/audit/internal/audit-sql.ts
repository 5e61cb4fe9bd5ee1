import type { EventRow } from '@/lib/audit/internal/stored-event';
import type { SqlRunner } from '@/lib/db/transaction';

/** Appends in the given order. */
export async function appendEvents(sql: SqlRunner, rows: readonly EventRow[]): Promise<void> {
  await sql.query('SELECT audit_append($1::json)', [JSON.stringify(rows)]);
}
