// SQL: the choices of a person depend on engines, their pools, and the person's groups, read in one statement.
import 'server-only';
import { z } from 'zod';
import type { SqlRunner } from '@/lib/db/transaction';
import { engineAdmissionSchema, engineLocationSchema } from '@/lib/engine/contracts';

const choiceRowSchema = z.object({
  pool: z.string(),
  engineId: z.string(),
  label: z.string(),
  model: z.string(),
  location: engineLocationSchema,
  state: z.enum(['online', 'offline', 'unknown']),
  admission: engineAdmissionSchema,
  allowsTools: z.boolean(),
});
export type ChoiceRow = z.infer<typeof choiceRowSchema>;

/** The engines that a person may use, those of a pool together, the default pool first. */
export async function selectAllowedEngines(sql: SqlRunner, personId: string): Promise<ChoiceRow[]> {
  const { rows } = await sql.query(
    `SELECT e.pool, e.id AS "engineId", e.label, e.model, e.location, e.state, e.admission, e.allows_tools AS "allowsTools" FROM engine e
     WHERE CASE WHEN cardinality(e.group_ids) = 0 THEN e.location = 'internal'
                ELSE EXISTS (SELECT FROM group_member m WHERE m.person_id = $1 AND m.group_id = ANY (e.group_ids)) END
     ORDER BY e.pool <> 'default', e.location DESC, e.pool, e.id <> e.pool, e.created_at, e.id`,
    [personId],
  );
  return choiceRowSchema.array().parse(rows);
}
