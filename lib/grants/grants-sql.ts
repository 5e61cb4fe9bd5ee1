// SQL: executed for every call, in one round trip with other statements.
import 'server-only';
import { z } from 'zod';
import { APPLICANT, applicantSchema, type Applicant } from '@/lib/auth/find-applicant';
import type { SqlRunner } from '@/lib/db/transaction';
import { grantEffectSchema, grantLimitsSchema, grantSubjectSchema } from '@/lib/tools/contracts';
import type { ApplicableGrant } from '@/lib/grants/decide-grant';

/** The people who requested these calls, by their ids. */
export async function selectRequesters(sql: SqlRunner, callIds: readonly string[]): Promise<Map<string, Applicant>> {
  const found = await sql.query(
    `SELECT ${APPLICANT} FROM person p WHERE p.id IN (SELECT c.requester_id FROM tool_call c WHERE c.id = ANY ($1::uuid[]))`,
    [callIds],
  );
  return new Map(
    z
      .array(applicantSchema)
      .parse(found.rows)
      .map((applicant) => [applicant.id, applicant]),
  );
}

const grantSchema = z.object({
  id: z.uuid(),
  toolId: z.uuid(),
  subjectKind: grantSubjectSchema,
  subjectId: z.string(),
  effect: grantEffectSchema,
  limits: grantLimitsSchema,
});
const GRANT = `g.id, g.tool_id AS "toolId", g.subject_kind AS "subjectKind", g.subject_id AS "subjectId", g.effect, g.limits`;
const APPLIES = `(g.subject_kind = 'person' AND g.subject_id = p.id::text
  OR g.subject_kind = 'role' AND g.subject_id = p.role::text
  OR g.subject_kind = 'group' AND g.subject_id IN (SELECT m.group_id::text FROM group_member m WHERE m.person_id = p.id))`;

/** Every grant that applies to a person. */
export async function selectApplicableGrants(sql: SqlRunner, personId: string): Promise<ApplicableGrant[]> {
  const found = await sql.query(
    `SELECT ${GRANT} FROM person p JOIN tool_grant g ON ${APPLIES} WHERE p.id = $1 ORDER BY g.id`,
    [personId],
  );
  return z.array(grantSchema).parse(found.rows);
}

/** Every grant that applies to a person, for the tools of these names. */
export async function selectGrantsByToolName(
  sql: SqlRunner,
  personId: string,
  names: readonly string[],
): Promise<ApplicableGrant[]> {
  const found = await sql.query(
    `SELECT ${GRANT} FROM person p JOIN tool_grant g ON ${APPLIES} WHERE p.id = $1 AND g.tool_id IN (SELECT t.id FROM tool t WHERE t.name = ANY ($2::text[]) AND t.deleted_at IS NULL) ORDER BY g.id`,
    [personId, names],
  );
  return z.array(grantSchema).parse(found.rows);
}

const grantOfCallSchema = grantSchema.extend({ requesterId: z.uuid() });

/** The grants that apply to the requesters of these calls, for the tools of these calls, each with its requester. */
export async function selectGrantsOfCalls(
  sql: SqlRunner,
  callIds: readonly string[],
): Promise<(ApplicableGrant & { readonly requesterId: string })[]> {
  const found = await sql.query(
    `SELECT ${GRANT}, p.id AS "requesterId" FROM (SELECT DISTINCT c.requester_id, c.tool_id FROM tool_call c WHERE c.id = ANY ($1::uuid[])) asked
     JOIN person p ON p.id = asked.requester_id JOIN tool_grant g ON g.tool_id = asked.tool_id AND (${APPLIES}) ORDER BY g.id`,
    [callIds],
  );
  return z.array(grantOfCallSchema).parse(found.rows);
}

/** NOTIFY channel: a tool, a grant or a membership was added, changed or deleted (triggers of their tables send it). */
export const TOOLS_CHANNEL = 'tools';

export interface UseCounts {
  readonly lastMinute: number;
  readonly lastDay: number;
  readonly total: number;
}

/** Calls that were executed or may still be executed. */
const COUNTS = `(c.attempts > 0 OR c.state IN ('waiting_approval', 'ready', 'running', 'done'))`;

/**
 * Counts a person's calls of a tool. The windows slide: the last 60 seconds and the last 24 hours before `now`.
 * @param since earlier calls are not counted: counts over windows shorter than `now - since` are exact, `total` only
 * when it is null
 */
export async function countUse(
  sql: SqlRunner,
  toolId: string,
  personId: string,
  now: Date,
  since: Date | null,
): Promise<UseCounts> {
  const counted = await sql.query<{ minute: number; day: number; total: number }>(
    `SELECT count(*) FILTER (WHERE c.created_at > $3::timestamptz - interval '1 minute')::int AS minute,
            count(*) FILTER (WHERE c.created_at > $3::timestamptz - interval '1 day')::int AS day,
            count(*)::int + coalesce((SELECT s.calls FROM tool_spent s WHERE s.tool_id = $1 AND s.person_id = $2), 0) AS total
     FROM tool_call c WHERE c.tool_id = $1 AND c.requester_id = $2 AND c.created_at > coalesce($4::timestamptz, '-infinity') AND ${COUNTS}`,
    [toolId, personId, now, since],
  );
  const row = counted.rows[0];
  return { lastMinute: row?.minute ?? 0, lastDay: row?.day ?? 0, total: row?.total ?? 0 };
}

/** When the newest counted call but `limit - 1` was made: once it leaves the window, another call is allowed. */
export async function findNthNewestUse(
  sql: SqlRunner,
  toolId: string,
  personId: string,
  limit: number,
): Promise<Date | null> {
  const found = await sql.query<{ created_at: Date }>(
    `SELECT c.created_at FROM tool_call c WHERE c.tool_id = $1 AND c.requester_id = $2 AND ${COUNTS} ORDER BY c.created_at DESC OFFSET $3 LIMIT 1`,
    [toolId, personId, limit - 1],
  );
  return found.rows[0]?.created_at ?? null;
}
