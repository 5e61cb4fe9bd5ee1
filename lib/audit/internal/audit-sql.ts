// SQL: an event is appended with the commit, in the round trip of the commit.
import type { EventRow } from '@/lib/audit/internal/stored-event';

/** The statement, with its values, that appends rows in the given order. */
export function appendStatement(rows: readonly EventRow[]): readonly [text: string, values: readonly unknown[]] {
  return ['SELECT audit_append($1::json)', [JSON.stringify(rows)]];
}
