import 'server-only';
import { z } from 'zod';
import type { SqlRunner } from '@/lib/db/transaction';
import { grantEffectSchema, grantLimitsSchema, grantSubjectSchema } from '@/lib/tools/contracts';
import type { SetGrantInput } from '@/lib/grants/contracts';

const namedGrantSchema = z.object({
  id: z.uuid(),
  toolId: z.uuid(),
  toolName: z.string(),
  subjectKind: grantSubjectSchema,
  subjectId: z.string(),
  subjectName: z.string(),
  effect: grantEffectSchema,
  limits: grantLimitsSchema,
  updatedAt: z.date(),
});
export type NamedGrant = z.infer<typeof namedGrantSchema>;

const NAMED_GRANT = `
  SELECT g.id, g.tool_id AS "toolId", t.name AS "toolName", g.subject_kind AS "subjectKind", g.subject_id AS "subjectId",
         coalesce(CASE g.subject_kind WHEN 'group' THEN (SELECT pg.name FROM person_group pg WHERE pg.id = g.subject_id::uuid)
                                      WHEN 'person' THEN (SELECT p.name FROM person p WHERE p.id = g.subject_id::uuid) END, g.subject_id) AS "subjectName",
         g.effect, g.limits, g.updated_at AS "updatedAt"
  FROM tool_grant g JOIN tool t ON t.id = g.tool_id AND t.deleted_at IS NULL`;

/** Of all tools: those of roles and groups, and those of one person alone (null: of none), each by name. */
export async function selectMatrixGrants(sql: SqlRunner, personId: string | null): Promise<NamedGrant[]> {
  const found = await sql.query(
    `${NAMED_GRANT} WHERE g.subject_kind IN ('role', 'group') OR g.subject_kind = 'person' AND g.subject_id = $1 ORDER BY g.subject_kind, "subjectName", g.id`,
    [personId],
  );
  return z.array(namedGrantSchema).parse(found.rows);
}

export interface GrantPlace {
  /** Null: of all tools. */
  readonly toolId: string | null;
  /** The id of the last grant of the page before; null: the first page. */
  readonly after: string | null;
}

/** Oldest first, at most so many. */
export async function selectGrantPage(
  sql: SqlRunner,
  { toolId, after }: GrantPlace,
  most: number,
): Promise<NamedGrant[]> {
  const found = await sql.query(
    `${NAMED_GRANT} WHERE ($1::uuid IS NULL OR g.tool_id = $1) AND g.id > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000') ORDER BY g.id LIMIT $3`,
    [toolId, after, most],
  );
  return z.array(namedGrantSchema).parse(found.rows);
}

export async function findNamedGrant(sql: SqlRunner, grantId: string): Promise<NamedGrant | null> {
  const found = await sql.query(`${NAMED_GRANT} WHERE g.id = $1`, [grantId]);
  return namedGrantSchema.nullable().parse(found.rows[0] ?? null);
}

export async function findGrantOf(
  sql: SqlRunner,
  { toolId, subjectKind, subjectId }: Pick<SetGrantInput, 'toolId' | 'subjectKind' | 'subjectId'>,
): Promise<NamedGrant | null> {
  const found = await sql.query(
    `${NAMED_GRANT} WHERE g.tool_id = $1 AND g.subject_kind = $2::grant_subject AND g.subject_id = $3 FOR UPDATE OF g`,
    [toolId, subjectKind, subjectId],
  );
  return namedGrantSchema.nullable().parse(found.rows[0] ?? null);
}

/** The group or person exists; roles always do. */
export async function subjectExists(
  sql: SqlRunner,
  { subjectKind, subjectId }: Pick<SetGrantInput, 'subjectKind' | 'subjectId'>,
): Promise<boolean> {
  if (subjectKind === 'role') return true;
  const found =
    subjectKind === 'group'
      ? await sql.query('SELECT FROM person_group WHERE id = $1 FOR SHARE', [subjectId])
      : await sql.query('SELECT FROM person WHERE id = $1 FOR KEY SHARE', [subjectId]);
  return found.rows.length > 0;
}

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

/** @param seen only as it was then; null: however it is */
export async function deleteGrantRow(sql: SqlRunner, grantId: string, seen: string | null): Promise<boolean> {
  return (
    (
      await sql.query('DELETE FROM tool_grant WHERE id = $1 AND ($2::timestamptz IS NULL OR updated_at = $2)', [
        grantId,
        seen,
      ])
    ).rowCount === 1
  );
}
