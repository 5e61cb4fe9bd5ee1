import type { SqlRunner } from '@/lib/db/transaction';

/** An event as the function audit_append takes it: the columns by their names. */
export interface EventRow {
  readonly action: string;
  readonly outcome: string;
  readonly actor_id: string | null;
  readonly actor_name: string;
  readonly address: string | null;
  readonly target_kind: string | null;
  readonly target_id: string | null;
  readonly tool_name: string | null;
  readonly conversation_id: string | null;
  readonly run_id: string | null;
  readonly call_id: string | null;
  readonly details: string;
}

/** Appends in the given order. */
export async function appendEvents(sql: SqlRunner, rows: readonly EventRow[]): Promise<void> {
  await sql.query('SELECT audit_append($1::json)', [JSON.stringify(rows)]);
}
