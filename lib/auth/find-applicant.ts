import 'server-only';
import { z } from 'zod';
import { roleSchema } from '@/lib/auth/contracts';
import type { SqlRunner } from '@/lib/db/transaction';

// SQL, because every call of a tool reads it, in one statement inside the transaction that authorises the call.

export const applicantSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  role: roleSchema,
  locale: z.string().nullable(),
  isDisabled: z.boolean(),
  groupIds: z.array(z.uuid()),
});
/** The person whose rights are checked, with the present role and groups. */
export type Applicant = z.infer<typeof applicantSchema>;

/** The columns of an `Applicant`; `p` is the person. */
export const APPLICANT = `p.id, p.name, p.role, p.locale, p.disabled_at IS NOT NULL AS "isDisabled",
  ARRAY(SELECT m.group_id::text FROM group_member m WHERE m.person_id = p.id ORDER BY 1) AS "groupIds"`;

/** Reads the person whose rights are checked; null when there is no such person. */
export async function findApplicant(sql: SqlRunner, personId: string): Promise<Applicant | null> {
  const found = await sql.query(`SELECT ${APPLICANT} FROM person p WHERE p.id = $1`, [personId]);
  return applicantSchema.nullable().parse(found.rows[0] ?? null);
}
