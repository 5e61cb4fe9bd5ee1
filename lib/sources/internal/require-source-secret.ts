import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import { requireSecrets } from '@/lib/secrets/require-secrets';
import type { SourceInput } from '@/lib/sources/contracts';
import { sourceUrl } from '@/lib/sources/internal/open-connection';

/** Requires that a source's secret exists and is for its host. @throws AppError those of `requireSecrets` */
export async function requireSourceSecret(
  sql: SqlRunner,
  { secretName, host, port }: Pick<SourceInput, 'secretName' | 'host' | 'port'>,
): Promise<void> {
  if (secretName !== null) await requireSecrets(sql, [secretName], sourceUrl({ host, port }));
}
