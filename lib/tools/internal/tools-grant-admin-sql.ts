import 'server-only';
import { z } from 'zod';
import type { SqlRunner } from '@/lib/db/transaction';
import { grantEffectSchema, grantLimitsSchema, grantSubjectSchema } from '@/lib/tools/contracts';
import type { SetGrantInput } from '@/lib/tools/governance-contracts';

const namedGrantSchema = z.object({
  id: z.uuid(), toolId: z.uuid(), toolName: z.string(), subjectKind: grantSubjectSchema, subjectId: z.string(), subjectName: z.string(),
  effect: grantEffectSchema, limits: grantLimitsSchema, updatedAt: z.date(),
});
export type NamedGrant = z.infer<typeof namedGrantSchema>;

const NAMED_GRANT = `
  SELECT g.id, g.tool_id AS "toolId", t.name AS "toolName", g.subject_kind AS "subjectKind", g.subject_id AS "subjectId",
         coalesce(CASE g.subject_kind WHEN 'group' THEN (SELECT pg.name FROM person_group pg WHERE pg.id::text = g.subject_id)
                                      WHEN 'person' THEN (SELECT p.name FROM person p WHERE p.id::text = g.subject_id) END, g.subject_id) AS "subjectName",
         g.effect, g.limits, g.updated_at AS "updatedAt"
  FROM tool_grant g JOIN tool t ON t.id = g.tool_id AND t.deleted_at IS NULL`;

/** Of one tool or (null) of all: roles, groups, persons, each by name. */
export async function selectNamedGrants(sql: SqlRunner, toolId: string | null): Promise<NamedGrant[]> {
  const found = await sql.query(`${NAMED_GRANT} WHERE $1::uuid IS NULL OR g.tool_id = $1 ORDER BY g.subject_kind, "subjectName", g.id`, [toolId]);
  return z.array(namedGrantSchema).parse(found.rows);
}

export async function findNamedGrant(sql: SqlRunner, grantId: string): Promise<NamedGrant | null> {
  const found = await sql.query(`${NAMED_GRANT} WHERE g.id = $1`, [grantId]);
  return namedGrantSchema.nullable().parse(found.rows[0] ?? null);
}

export async function findGrantOf(sql: SqlRunner, { toolId, subjectKind, subjectId }: Pick<SetGrantInput, 'toolId' | 'subjectKind' | 'subjectId'>): Promise<NamedGrant | null> {
  const found = await sql.query(`${NAMED_GRANT} WHERE g.tool_id = $1 AND g.subject_kind = $2::grant_subject AND g.subject_id = $3 FOR UPDATE OF g`, [toolId, subjectKind, subjectId]);
  return namedGrantSchema.nullable().parse(found.rows[0] ?? null);
}

/** The group or person exists; roles always do. */
export async function subjectExists(sql: SqlRunner, { subjectKind, subjectId }: Pick<SetGrantInput, 'subjectKind' | 'subjectId'>): Promise<boolean> {
  if (subjectKind === 'role') return true;
  const found =
    subjectKind === 'group'
      ? await sql.query('SELECT FROM person_group WHERE id = $1 FOR SHARE', [subjectId])
      : await sql.query('SELECT FROM person WHERE id = $1 FOR KEY SHARE', [subjectId]);
  return found.rows.length > 0;
}

/** @returns the id of the grant, old or new */
export async function upsertGrant(sql: SqlRunner, id: string, input: SetGrantInput, now: Date): Promise<string> {
  const stored = await sql.query<{ id: string }>(
    `INSERT INTO tool_grant (id, tool_id, subject_kind, subject_id, effect, limits, created_at, updated_at) VALUES ($1, $2, $3::grant_subject, $4, $5::grant_effect, $6::jsonb, $7, $7)
     ON CONFLICT (tool_id, subject_kind, subject_id) DO UPDATE SET effect = excluded.effect, limits = excluded.limits, updated_at = excluded.updated_at RETURNING id`,
    [id, input.toolId, input.subjectKind, input.subjectId, input.effect, JSON.stringify(input.limits), now],
  );
  return stored.rows[0]?.id ?? id;
}

export async function deleteGrantRow(sql: SqlRunner, grantId: string): Promise<boolean> {
  return (await sql.query('DELETE FROM tool_grant WHERE id = $1', [grantId])).rowCount === 1;
}
