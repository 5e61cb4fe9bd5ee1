import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import type { SqlRunner } from '@/lib/db/transaction';
import { requireHost } from '@/lib/secrets/open-secrets';
import { shareSecrets } from '@/lib/secrets/internal/secrets-sql';

/**
 * Whether a tool or source that is being saved may refer to these secrets. Inside the transaction that saves it: until
 * its commit none of them can be deleted.
 * @throws AppError `secret-missing`, `secret-hosts-missing`, `secret-host-refused` when one is not for that host
 */
export async function requireSecrets(sql: SqlRunner, names: readonly string[], url: URL): Promise<void> {
  if (names.length === 0) return;
  const rows = await shareSecrets(sql, names);
  const missing = names.find((name) => !rows.some((row) => row.name === name));
  if (missing !== undefined)
    throw new AppError({
      kind: 'invalid',
      code: 'secret-missing',
      detail: 'No such secret',
      values: { name: missing },
    });
  for (const row of rows) requireHost(row, url);
}
