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

/** What the conversation's owner chose; null: nothing, or it is no conversation of theirs. */
export async function selectChosenPool(
  sql: SqlRunner,
  conversationId: string,
  personId: string,
): Promise<string | null> {
  const { rows } = await sql.query<{ pool: string | null }>(
    'SELECT pool FROM conversation WHERE id = $1 AND owner_id = $2 AND deleted_at IS NULL',
    [conversationId, personId],
  );
  return rows[0]?.pool ?? null;
}

/** Remembers the choice of a person's own conversation. */
export async function storeChosenPool(
  sql: SqlRunner,
  given: { readonly conversationId: string; readonly personId: string; readonly pool: string },
): Promise<void> {
  await sql.query('UPDATE conversation SET pool = $3 WHERE id = $1 AND owner_id = $2 AND pool IS DISTINCT FROM $3', [
    given.conversationId,
    given.personId,
    given.pool,
  ]);
}

const budgetSchema = z.object({ limit: z.number().nullable(), spent: z.number() });

/** What an external service of a pool may cost in a month, and has cost in this one. Null: it is none. */
export async function selectBudget(sql: SqlRunner, pool: string): Promise<z.infer<typeof budgetSchema> | null> {
  const { rows } = await sql.query(
    `SELECT e.monthly_limit AS limit, coalesce((SELECT u.cost FROM engine_usage u WHERE u.engine_id = e.id AND u.month = date_trunc('month', now() AT TIME ZONE 'UTC')::date), 0) AS spent
     FROM engine e WHERE e.id = $1 AND e.location = 'external'`,
    [pool],
  );
  return budgetSchema.nullable().parse(rows[0] ?? null);
}

/** For the log. */
export async function selectPersonName(sql: SqlRunner, personId: string): Promise<string> {
  const { rows } = await sql.query<{ name: string }>('SELECT name FROM person WHERE id = $1', [personId]);
  return rows[0]?.name ?? '';
}
