import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';

/** Ids in the order they were pinned. */
export async function selectPins(sql: SqlRunner, personId: string): Promise<string[]> {
  const found = await sql.query<{ tool_id: string }>('SELECT tool_id FROM tool_pin WHERE person_id = $1 ORDER BY pinned_at, tool_id', [personId]);
  return found.rows.map((row) => row.tool_id);
}

export async function insertPin(sql: SqlRunner, personId: string, toolId: string, now: Date): Promise<void> {
  await sql.query('INSERT INTO tool_pin (person_id, tool_id, pinned_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [personId, toolId, now]);
}

export async function deletePin(sql: SqlRunner, personId: string, toolId: string): Promise<void> {
  await sql.query('DELETE FROM tool_pin WHERE person_id = $1 AND tool_id = $2', [personId, toolId]);
}
