import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import type { EncryptedSecret, SecretIdentity } from '@/lib/secrets/internal/secret-cipher';

/** A row of tool_secret, encrypted. */
export interface SecretRow extends SecretIdentity, EncryptedSecret {
  readonly hosts: string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly lastUsedAt: Date | null;
}

const COLUMNS = `id, name, ciphertext, nonce, key_id AS "keyId", hosts, created_at AS "createdAt", updated_at AS "updatedAt", last_used_at AS "lastUsedAt"`;

export async function selectSecrets(sql: SqlRunner): Promise<SecretRow[]> {
  return (await sql.query<SecretRow>(`SELECT ${COLUMNS} FROM tool_secret ORDER BY lower(name), name`)).rows;
}

export async function selectSecretsByName(sql: SqlRunner, names: readonly string[]): Promise<SecretRow[]> {
  return (await sql.query<SecretRow>(`SELECT ${COLUMNS} FROM tool_secret WHERE name = ANY($1::text[])`, [names])).rows;
}

/** Holds the rows until the commit: a secret cannot be deleted while a tool that refers to it is being saved. */
export async function shareSecrets(sql: SqlRunner, names: readonly string[]): Promise<SecretRow[]> {
  return (
    await sql.query<SecretRow>(
      `SELECT ${COLUMNS} FROM tool_secret WHERE name = ANY($1::text[]) ORDER BY id FOR SHARE`,
      [names],
    )
  ).rows;
}

/** Waits for those who hold the row (see `shareSecrets`) and for a rotation. */
export async function lockSecret(sql: SqlRunner, id: string): Promise<SecretRow | undefined> {
  return (await sql.query<SecretRow>(`SELECT ${COLUMNS} FROM tool_secret WHERE id = $1 FOR UPDATE`, [id])).rows[0];
}

/** @returns whether the name was free */
export async function insertSecret(
  sql: SqlRunner,
  secret: SecretIdentity & EncryptedSecret & { readonly hosts: readonly string[]; readonly now: Date },
): Promise<boolean> {
  const inserted = await sql.query(
    `INSERT INTO tool_secret (id, name, ciphertext, nonce, key_id, hosts, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6::text[], $7, $7) ON CONFLICT (name) DO NOTHING`,
    [secret.id, secret.name, secret.ciphertext, secret.nonce, secret.keyId, secret.hosts, secret.now],
  );
  return inserted.rowCount === 1;
}

export async function updateSecret(
  sql: SqlRunner,
  id: string,
  secret: EncryptedSecret & { readonly hosts: readonly string[]; readonly now: Date },
): Promise<void> {
  await sql.query(
    'UPDATE tool_secret SET ciphertext = $2, nonce = $3, key_id = $4, hosts = $5::text[], updated_at = $6 WHERE id = $1',
    [id, secret.ciphertext, secret.nonce, secret.keyId, secret.hosts, secret.now],
  );
}

/** Another key, the same value: `updated_at` is the value's and stays. */
export async function updateCiphertext(sql: SqlRunner, id: string, secret: EncryptedSecret): Promise<void> {
  await sql.query('UPDATE tool_secret SET ciphertext = $2, nonce = $3, key_id = $4 WHERE id = $1', [
    id,
    secret.ciphertext,
    secret.nonce,
    secret.keyId,
  ]);
}

export async function deleteSecretRow(sql: SqlRunner, id: string): Promise<void> {
  await sql.query('DELETE FROM tool_secret WHERE id = $1', [id]);
}

/** To the minute: a busy tool does not write a row at each call. A row that somebody holds is left to the next use. */
export async function touchSecrets(sql: SqlRunner, names: readonly string[], now: Date): Promise<void> {
  await sql.query(
    `UPDATE tool_secret SET last_used_at = $2 WHERE id IN (
       SELECT id FROM tool_secret WHERE name = ANY($1::text[]) AND (last_used_at IS NULL OR last_used_at < $2::timestamptz - interval '1 minute') FOR NO KEY UPDATE SKIP LOCKED)`,
    [names, now],
  );
}

/** One rotation at a time, and nobody writes a secret meanwhile. */
export async function lockSecretsTable(sql: SqlRunner): Promise<void> {
  await sql.query('LOCK TABLE tool_secret IN SHARE ROW EXCLUSIVE MODE');
}

export interface SecretReference {
  readonly kind: 'tool' | 'source';
  readonly id: string;
  readonly name: string;
  readonly title: string;
  /** The definition or configuration that may hold references, as text. */
  readonly text: string;
}

/** Everything whose definition may refer to secrets. */
export async function selectSecretReferences(sql: SqlRunner): Promise<SecretReference[]> {
  const found = await sql.query<SecretReference>(
    `SELECT 'tool' AS kind, id, name, title, definition::text AS text FROM tool WHERE deleted_at IS NULL AND definition::text LIKE '%secret:%'
     UNION ALL SELECT 'source', id, name, name, config::text FROM tool_source WHERE config::text LIKE '%secret:%' ORDER BY name, id`,
  );
  return found.rows;
}
