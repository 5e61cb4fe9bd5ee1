import 'server-only';
import { z } from 'zod';
import type { SqlRunner } from '@/lib/db/transaction';

const usageSchema = z.object({
  keyId: z.uuid(),
  requests: z.number(),
  promptTokens: z.number(),
  outputTokens: z.number(),
});
export type KeyUsage = z.infer<typeof usageSchema>;

/** What keys used since a moment; none for a key without requests. SQL: Prisma cannot sum over a join. */
export async function selectUsage(sql: SqlRunner, keyIds: readonly string[], since: Date): Promise<KeyUsage[]> {
  const { rows } = await sql.query(
    `SELECT a.key_id AS "keyId", count(*)::float8 AS requests, coalesce(sum(r.prompt_tokens), 0)::float8 AS "promptTokens",
            coalesce(sum(r.output_tokens), 0)::float8 AS "outputTokens"
     FROM api_request a JOIN run r ON r.id = a.run_id WHERE a.key_id = ANY ($1::uuid[]) AND r.enqueued_at > $2 GROUP BY a.key_id`,
    [keyIds, since],
  );
  return usageSchema.array().parse(rows);
}

/**
 * Stores that a run belongs to a key, unless the key was ended meanwhile (false). It waits for who is ending the key,
 * who then stops the run. SQL: check, lock and insert are one statement of the transaction that queues a request.
 */
export async function insertRequest(sql: SqlRunner, runId: string, keyId: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    `INSERT INTO api_request (run_id, key_id)
     SELECT $1, k.id FROM (SELECT id FROM api_key WHERE id = $2 AND ended_at IS NULL FOR SHARE) k`,
    [runId, keyId],
  );
  return rowCount === 1;
}

const usableSchema = z.object({
  id: z.uuid(),
  personId: z.uuid(),
  band: z.enum(['background', 'interactive']),
  models: z.array(z.string()),
  allowsTools: z.boolean(),
  requestsPerMinute: z.number().int(),
  expiresAt: z.date().nullable(),
  isEnded: z.boolean(),
  isOwnerDisabled: z.boolean(),
  isUseOld: z.boolean(),
});

/** The key of a secret, with all that decides whether it opens anything. SQL: it is read with every request. */
export async function findKeyByHash(sql: SqlRunner, hash: Buffer): Promise<z.infer<typeof usableSchema> | null> {
  const { rows } = await sql.query(
    `SELECT k.id, k.person_id AS "personId", k.band::text AS band, k.models, k.allows_tools AS "allowsTools", k.requests_per_minute AS "requestsPerMinute",
            k.expires_at AS "expiresAt", k.ended_at IS NOT NULL AS "isEnded", p.disabled_at IS NOT NULL AS "isOwnerDisabled",
            coalesce(k.last_used_at < now() - interval '1 minute', true) AS "isUseOld"
     FROM api_key k JOIN person p ON p.id = k.person_id WHERE k.secret_hash = $1`,
    [hash],
  );
  return usableSchema.nullable().parse(rows[0] ?? null);
}
