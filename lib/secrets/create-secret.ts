// lib/secrets keeps the values that tools send to their hosts: encrypted, bound to hosts, never shown again.
import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { AppError } from '@/lib/errors/app-error';
import { inTransaction } from '@/lib/db/in-transaction';
import type { CreateSecretInput, SecretDto } from '@/lib/secrets/contracts';
import { ensureKeyRing } from '@/lib/secrets/internal/key-ring';
import { encryptSecret } from '@/lib/secrets/internal/secret-cipher';
import { secretEvent } from '@/lib/secrets/internal/secret-event';
import { toSecretDto } from '@/lib/secrets/internal/to-secret-dto';
import { insertSecret, type SecretRow } from '@/lib/secrets/internal/secrets-repository';
import { selectSecretReferences } from '@/lib/secrets/internal/secrets-sql';

/**
 * Keeps a secret, encrypted; its value is never returned again. Makes the key when there is none yet.
 * @throws AppError `admin-only`, `secret-name-taken`
 */
export async function createSecret(
  principal: Principal,
  input: CreateSecretInput,
  now = new Date(),
): Promise<SecretDto> {
  requireAdmin(principal);
  const ring = await ensureKeyRing();
  const identity = { id: uuidv7({ msecs: now.getTime() }), name: input.name };
  const row: SecretRow = {
    ...identity,
    ...encryptSecret(ring.current, identity, input.value),
    hosts: input.hosts,
    createdAt: now,
    updatedAt: now,
    lastUsedAt: null,
  };
  return await inTransaction(async ({ prisma, sql }) => {
    if (!(await insertSecret(row, prisma))) {
      throw new AppError({
        kind: 'conflict',
        code: 'secret-name-taken',
        detail: 'There is a secret of this name',
        values: { name: input.name },
      });
    }
    const references = await selectSecretReferences(sql);
    await recordEvents(sql, [secretEvent('secret.created', principal, row)]);
    return toSecretDto(row, ring, references);
  });
}
