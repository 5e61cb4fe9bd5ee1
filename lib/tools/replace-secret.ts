import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { notFound } from '@/lib/errors/app-error';
import { withTransaction } from '@/lib/db/transaction';
import type { ReplaceSecretInput, SecretDto } from '@/lib/tools/secrets-contracts';
import { ensureKeyRing } from '@/lib/tools/internal/secrets/key-ring';
import { encryptSecret } from '@/lib/tools/internal/secrets/secret-cipher';
import { secretEvent } from '@/lib/tools/internal/secrets/secret-event';
import { toSecretDto } from '@/lib/tools/internal/secrets/to-secret-dto';
import { lockSecret, selectSecretReferences, updateSecret } from '@/lib/tools/internal/secrets/tools-secrets-sql';

/** Another value and hosts for a secret, from the next call on. @throws AppError `admin-only`, `not-found` */
export async function replaceSecret(principal: Principal, secretId: string, input: ReplaceSecretInput, now = new Date()): Promise<SecretDto> {
  requireAdmin(principal);
  const ring = await ensureKeyRing();
  return await withTransaction(async (sql) => {
    const found = await lockSecret(sql, secretId);
    if (found === undefined) throw notFound('secret');
    const row = { ...found, ...encryptSecret(ring.current, found, input.value), hosts: input.hosts, updatedAt: now };
    await updateSecret(sql, secretId, { ...row, now });
    const references = await selectSecretReferences(sql);
    await recordEvents(sql, [secretEvent('secret.replaced', principal, row)]);
    return toSecretDto(row, ring, references);
  });
}
