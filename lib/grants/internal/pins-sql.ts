import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';

/** Ids in the order they were pinned. */
export async function selectPins(sql: SqlRunner, personId: string): Promise<string[]> {
  const found = await sql.query<{ tool_id: string }>(
    'SELECT tool_id FROM tool_pin WHERE person_id = $1 ORDER BY pinned_at, tool_id',
    [personId],
  );
  return found.rows.map((row) => row.tool_id);
}

/**
 * Those of the tools that a person wants at hand: pinned ones in the order they were pinned, then those they ever
 * called or had called, oldest tool first.
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

export async function insertPin(sql: SqlRunner, personId: string, toolId: string, now: Date): Promise<void> {
  await sql.query('INSERT INTO tool_pin (person_id, tool_id, pinned_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    personId,
    toolId,
    now,
  ]);
}

export async function deletePin(sql: SqlRunner, personId: string, toolId: string): Promise<void> {
  await sql.query('DELETE FROM tool_pin WHERE person_id = $1 AND tool_id = $2', [personId, toolId]);
}
