import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import type { ReceiverInput } from '@/lib/reports/contracts';
import { requireSecrets } from '@/lib/secrets/require-secrets';

/** Requires that each receiver's secret exists and may be sent to its host. @throws AppError `secret-missing`, … */
export async function requireSecretNames(sql: SqlRunner, receivers: readonly ReceiverInput[]): Promise<void> {
  for (const { secretName, target } of receivers)
    if (secretName !== null) await requireSecrets(sql, [secretName], new URL(target));
}
