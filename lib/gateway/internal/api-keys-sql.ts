import 'server-only';
import { z } from 'zod';
import type { SqlRunner } from '@/lib/db/transaction';
import { apiKeySchema, USAGE_DAYS, type ApiKeyDto } from '@/lib/gateway/contracts';

export interface NewKey {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly prefix: string;
  readonly secretHash: Buffer;
  readonly isProgram: boolean;
  readonly band: 'background' | 'interactive';
  readonly models: readonly string[];
  readonly allowsTools: boolean;
  readonly requestsPerMinute: number;
  readonly now: Date;
  readonly expiresAt: Date | null;
}

/** Locks the owner of a new key, and counts the keys that they can use. Null: no such person, or a disabled one. */
export async function lockOwner(sql: SqlRunner, personId: string, now: Date): Promise<number | null> {
  const owner = await sql.query('SELECT FROM person WHERE id = $1 AND disabled_at IS NULL FOR NO KEY UPDATE', [
    personId,
  ]);
  if (owner.rows.length === 0) return null;
  const { rows } = await sql.query<{ keys: number }>(
    'SELECT count(*)::int AS keys FROM api_key WHERE person_id = $1 AND ended_at IS NULL AND (expires_at IS NULL OR expires_at > $2)',
    [personId, now],
  );
  return rows[0]?.keys ?? 0;
}

export async function insertKey(sql: SqlRunner, key: NewKey): Promise<void> {
  await sql.query(
    `INSERT INTO api_key (id, person_id, name, prefix, secret_hash, is_program, band, models, allows_tools, requests_per_minute, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7::band, $8::text[], $9, $10, $11, $12)`,
    [
      key.id,
      key.personId,
      key.name,
      key.prefix,
      key.secretHash,
      key.isProgram,
      key.band,
      key.models,
      key.allowsTools,
      key.requestsPerMinute,
      key.now,
      key.expiresAt,
    ],
  );
}

const rowSchema = apiKeySchema.omit({ createdAt: true, expiresAt: true, lastUsedAt: true, state: true }).extend({
  createdAt: z.date(),
  expiresAt: z.date().nullable(),
  lastUsedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  isOwnerDisabled: z.boolean(),
});

/** Keys, newest first: one person's, or all. */
export async function selectKeys(
  sql: SqlRunner,
  given: { readonly personId: string | null; readonly keyId: string | null; readonly now: Date },
): Promise<ApiKeyDto[]> {
  const { rows } = await sql.query(
    `SELECT k.id, k.name, k.prefix, json_build_object('id', p.id, 'name', p.name) AS owner, k.is_program AS "isProgram", k.band::text AS band, k.models,
            k.allows_tools AS "allowsTools", k.requests_per_minute AS "requestsPerMinute", k.created_at AS "createdAt", k.expires_at AS "expiresAt",
            k.last_used_at AS "lastUsedAt", k.ended_at AS "endedAt", p.disabled_at IS NOT NULL AS "isOwnerDisabled",
            (SELECT json_build_object('requests', count(*), 'promptTokens', coalesce(sum(r.prompt_tokens), 0), 'outputTokens', coalesce(sum(r.output_tokens), 0))
             FROM api_request a JOIN run r ON r.id = a.run_id WHERE a.key_id = k.id AND r.enqueued_at > $3::timestamptz - $4 * interval '1 day') AS usage
     FROM api_key k JOIN person p ON p.id = k.person_id
     WHERE ($1::uuid IS NULL OR k.person_id = $1) AND ($2::uuid IS NULL OR k.id = $2)
     ORDER BY k.created_at DESC, k.id DESC LIMIT 1000`,
    [given.personId, given.keyId, given.now, USAGE_DAYS],
  );
  return rowSchema
    .array()
    .parse(rows)
    .map(({ endedAt, isOwnerDisabled, ...key }) => ({
      ...key,
      createdAt: key.createdAt.toISOString(),
      expiresAt: key.expiresAt?.toISOString() ?? null,
      lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
      state:
        endedAt !== null
          ? 'ended'
          : isOwnerDisabled
            ? 'owner-disabled'
            : key.expiresAt !== null && key.expiresAt <= given.now
              ? 'expired'
              : 'active',
    }));
}

const endedSchema = z.object({ personId: z.uuid(), name: z.string(), prefix: z.string() });

/** Ends a key for good, one person's or anybody's. Null: there is no such key that could still be used. */
export async function endKeyRow(
  sql: SqlRunner,
  given: { readonly keyId: string; readonly personId: string | null; readonly now: Date },
): Promise<z.infer<typeof endedSchema> | null> {
  const { rows } = await sql.query(
    `UPDATE api_key SET ended_at = $3 WHERE id = $1 AND ($2::uuid IS NULL OR person_id = $2) AND ended_at IS NULL
     RETURNING person_id AS "personId", name, prefix`,
    [given.keyId, given.personId, given.now],
  );
  return endedSchema.nullable().parse(rows[0] ?? null);
}

/** Whose key it is, of one person's or of anybody's; null: there is no such key. */
export async function selectKeyOwner(sql: SqlRunner, keyId: string, personId: string | null): Promise<string | null> {
  const { rows } = await sql.query<{ person_id: string }>(
    'SELECT person_id FROM api_key WHERE id = $1 AND ($2::uuid IS NULL OR person_id = $2)',
    [keyId, personId],
  );
  return rows[0]?.person_id ?? null;
}

/** The requests of a key that have not ended. */
export async function selectUnfinishedRequests(sql: SqlRunner, keyId: string): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT r.id FROM api_request a JOIN run r ON r.id = a.run_id WHERE a.key_id = $1 AND r.status IN ('queued', 'running')`,
    [keyId],
  );
  return rows.map(({ id }) => id);
}

/**
 * Stores that a run belongs to a key, unless the key was ended meanwhile (false). It waits for who is ending the key,
 * who then stops the run.
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

/** The key of a secret, with all that decides whether it opens anything. */
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

/** Notes that a key is used, at most once a minute. */
export async function touchKey(sql: SqlRunner, keyId: string): Promise<void> {
  await sql.query(
    `UPDATE api_key SET last_used_at = now()
     WHERE id = $1 AND coalesce(last_used_at < now() - interval '1 minute', true)`,
    [keyId],
  );
}
