// SQL because Prisma has no locks, no SKIP LOCKED, and no conditions on the text of JSON.
import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import type { SecretRow } from '@/lib/secrets/internal/secrets-repository';

const COLUMNS = `id, name, ciphertext, nonce, key_id AS "keyId", hosts, created_at AS "createdAt", updated_at AS "updatedAt", last_used_at AS "lastUsedAt"`;

/** Locks the rows until the commit: a secret cannot be deleted while a tool that refers to it is being saved. */
export async function shareSecrets(sql: SqlRunner, names: readonly string[]): Promise<SecretRow[]> {
  return (
    await sql.query<SecretRow>(
      `SELECT ${COLUMNS} FROM tool_secret WHERE name = ANY($1::text[]) ORDER BY id FOR SHARE`,
      [names],
    )
  ).rows;
}

/** To the minute: a busy tool does not write a row at each call. A row that is locked is left to the next use. */
export async function touchSecrets(sql: SqlRunner, names: readonly string[], now: Date): Promise<void> {
  await sql.query(
    `UPDATE tool_secret SET last_used_at = $2 WHERE id IN (
       SELECT id FROM tool_secret WHERE name = ANY($1::text[]) AND (last_used_at IS NULL OR last_used_at < $2::timestamptz - interval '1 minute') FOR NO KEY UPDATE SKIP LOCKED)`,
    [names, now],
  );
}

export interface SecretReference {
  readonly kind: 'tool' | 'source' | 'engine';
  readonly id: string;
  readonly name: string;
  readonly title: string;
  /** The definition or configuration that may contain references, as text. */
  readonly text: string;
}

/** Everything whose definition may refer to secrets. */
export async function selectSecretReferences(sql: SqlRunner): Promise<SecretReference[]> {
  const found = await sql.query<SecretReference>(
    `SELECT 'tool' AS kind, id, name, title, definition::text AS text FROM tool WHERE deleted_at IS NULL AND definition::text LIKE '%secret:%'
     UNION ALL SELECT 'source', id, name, name, config::text FROM tool_source WHERE config::text LIKE '%secret:%'
     UNION ALL SELECT 'engine', id::uuid, label, label, '{{secret:' || secret_name || '}}' FROM engine WHERE secret_name IS NOT NULL ORDER BY name, id`,
  );
  return found.rows;
}
