import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { notFound } from '@/lib/errors/app-error';
import { inTransaction } from '@/lib/db/in-transaction';
import type { ReplaceSecretInput, SecretDto } from '@/lib/secrets/contracts';
import { ensureKeyRing } from '@/lib/secrets/internal/key-ring';
import { encryptSecret } from '@/lib/secrets/internal/secret-cipher';
import { secretEvent } from '@/lib/secrets/internal/secret-event';
import { toSecretDto } from '@/lib/secrets/internal/to-secret-dto';
import { findSecretForUpdate, updateSecret } from '@/lib/secrets/internal/secrets-repository';
import { selectSecretReferences } from '@/lib/secrets/internal/secrets-sql';

/** Another value and hosts for a secret, from the next call on. @throws AppError `admin-only`, `not-found` */
export async function replaceSecret(
  principal: Principal,
  secretId: string,
  input: ReplaceSecretInput,
  now = new Date(),
): Promise<SecretDto> {
  requireAdmin(principal);
  const ring = await ensureKeyRing();
  return await inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    const found = await findSecretForUpdate(transaction, secretId);
    if (found === null) throw notFound('secret');
    const row = { ...found, ...encryptSecret(ring.current, found, input.value), hosts: input.hosts, updatedAt: now };
    await updateSecret(row, prisma);
    const references = await selectSecretReferences(sql);
    await recordEvents(sql, [secretEvent('secret.replaced', principal, row)]);
    return toSecretDto(row, ring, references);
  });
}
