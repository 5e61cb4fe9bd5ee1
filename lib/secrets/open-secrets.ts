import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import { sqlRunner } from '@/lib/db/transaction';
import { getLogger } from '@/lib/observability/logger';
import { isListedHost } from '@/lib/egress/check-url';
import { loadKeyRing, type KeyRing } from '@/lib/secrets/internal/key-ring';
import { decryptSecret } from '@/lib/secrets/internal/secret-cipher';
import { selectSecretsByName, type SecretRow } from '@/lib/secrets/internal/secrets-repository';
import { touchSecrets } from '@/lib/secrets/internal/secrets-sql';

/**
 * The values of secrets for one request to one place; also notes that they were used, which nobody waits for: the
 * request has its time to keep.
 * @param names each once
 * @throws AppError `secret-missing`, `secret-hosts-missing`, `secret-host-refused`, `secret-unreadable`, each with the
 * secret's `name`
 */
export async function openSecrets(names: readonly string[], url: URL, now: Date): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map();
  const rows = await selectSecretsByName(names);
  const missing = names.find((name) => !rows.some((row) => row.name === name));
  if (missing !== undefined)
    throw new AppError({
      kind: 'unavailable',
      code: 'secret-missing',
      detail: 'No such secret',
      values: { name: missing },
    });
  for (const row of rows) requireHost(row, url);
  const ring = await loadKeyRing();
  const values = new Map(rows.map((row) => [row.name, openSecret(ring, row)]));
  touchSecrets(sqlRunner(), names, now).catch((error: unknown) => {
    getLogger().warn({ err: error, secrets: names }, 'it was not noted that secrets were used');
  });
  return values;
}

/**
 * @throws AppError `secret-hosts-missing` for one of before every secret had hosts, `secret-host-refused` when it is
 * not for that host
 */
export function requireHost(row: Pick<SecretRow, 'name' | 'hosts'>, url: URL): void {
  if (row.hosts.length === 0)
    throw new AppError({
      kind: 'forbidden',
      code: 'secret-hosts-missing',
      detail: 'The secret has no hosts: replace it and name them',
      values: { name: row.name },
    });
  if (isListedHost(url, row.hosts)) return;
  throw new AppError({
    kind: 'forbidden',
    code: 'secret-host-refused',
    detail: 'The secret is not for this host',
    values: { name: row.name, host: url.host },
  });
}

/** @throws AppError `secret-unreadable`: its key is not there, or the row was changed by somebody else */
export function openSecret(ring: KeyRing | null, row: SecretRow): string {
  const key = ring?.keys.get(row.keyId);
  if (key === undefined) throw unreadable(row, 'its key is not there');
  try {
    return decryptSecret(key, row, row);
  } catch (cause) {
    getLogger().error(
      { secret: row.name, keyId: row.keyId },
      'a secret does not fit its row: it was changed outside of Yika',
    );
    throw unreadable(row, 'it was changed', cause);
  }
}

function unreadable(row: SecretRow, why: string, cause?: unknown): AppError {
  return new AppError({
    kind: 'unavailable',
    code: 'secret-unreadable',
    detail: `The secret cannot be read: ${why}`,
    values: { name: row.name },
    cause,
  });
}
