import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { AppError, notFound } from '@/lib/errors/app-error';
import { inTransaction } from '@/lib/db/in-transaction';
import { secretEvent } from '@/lib/secrets/internal/secret-event';
import { usersOf } from '@/lib/secrets/internal/to-secret-dto';
import { deleteSecretRow, findSecretForUpdate } from '@/lib/secrets/internal/secrets-repository';
import { selectSecretReferences } from '@/lib/secrets/internal/secrets-sql';

/**
 * Forgets a secret that nothing refers to any more.
 * @throws AppError `admin-only`, `not-found`, `secret-in-use` with the `users`
 */
export async function deleteSecret(principal: Principal, secretId: string): Promise<void> {
  requireAdmin(principal);
  await inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    const row = await findSecretForUpdate(transaction, secretId);
    if (row === null) throw notFound('secret');
    // Behind the lock: a tool that was being saved with it is seen now (see requireSecrets).
    const users = usersOf(row.name, await selectSecretReferences(sql));
    if (users.length > 0) {
      throw new AppError({
        kind: 'conflict',
        code: 'secret-in-use',
        detail: 'Tools refer to this secret',
        values: {
          name: row.name,
          users: users
            .slice(0, 5)
            .map(({ name }) => name)
            .join(', '),
          count: users.length,
        },
      });
    }
    await deleteSecretRow(secretId, prisma);
    await recordEvents(sql, [secretEvent('secret.deleted', principal, row)]);
  });
}
