// SQL: executed for every question; its order depends on two tables.
import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';

/**
 * The tools that a person prefers among these: pinned ones in the order they were pinned, then those that they have
 * ever called, oldest tool first.
 */
export async function selectPreferred(sql: SqlRunner, personId: string, toolIds: readonly string[]): Promise<string[]> {
  const found = await sql.query<{ id: string }>(
    `SELECT t.id FROM unnest($2::uuid[]) AS t(id) LEFT JOIN tool_pin p ON p.tool_id = t.id AND p.person_id = $1
     WHERE p.tool_id IS NOT NULL OR EXISTS (SELECT FROM tool_call c WHERE c.tool_id = t.id AND c.requester_id = $1)
     ORDER BY p.pinned_at NULLS LAST, t.id`,
    [personId, toolIds],
  );
  return found.rows.map(({ id }) => id);
}
