// SQL because two admins may both have seen no grant: one statement decides.
import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import type { SetGrantInput } from '@/lib/grants/contracts';

/** @returns the id of the grant, old or new; null when there is one that may not be replaced */
export async function upsertGrant(
  sql: SqlRunner,
  id: string,
  input: SetGrantInput,
  now: Date,
  mayReplace: boolean,
): Promise<string | null> {
  const stored = await sql.query<{ id: string }>(
    `INSERT INTO tool_grant (id, tool_id, subject_kind, subject_id, effect, limits, created_at, updated_at) VALUES ($1, $2, $3::grant_subject, $4, $5::grant_effect, $6::jsonb, $7, $7)
     ON CONFLICT (tool_id, subject_kind, subject_id) DO UPDATE SET effect = excluded.effect, limits = excluded.limits, updated_at = excluded.updated_at WHERE $8 RETURNING id`,
    [id, input.toolId, input.subjectKind, input.subjectId, input.effect, JSON.stringify(input.limits), now, mayReplace],
  );
  return stored.rows[0]?.id ?? null;
}
