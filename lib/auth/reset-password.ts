import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { inTransaction } from '@/lib/db/in-transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import { actorOf } from '@/lib/auth/actor-of';
import { targetPerson } from '@/lib/auth/internal/audit-actor';
import { findPersonForUpdate, updatePassword } from '@/lib/auth/internal/people-repository';
import { deleteSessions } from '@/lib/auth/internal/sessions-repository';
import { hashPassword } from '@/lib/auth/internal/password';
import { createTemporaryPassword } from '@/lib/auth/internal/secret';
import { forgetAttempts } from '@/lib/auth/internal/throttle';
import { getPerson } from '@/lib/auth/internal/to-person';
import type { Principal, TemporaryPassword } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';

/**
 * Gives a person a temporary password, which they must change, ends their sessions and forgets their failed sign-ins.
 * @throws AppError `admin-only`, `not-found`, `own-password` (change it instead, which asks for the current one)
 */
export async function resetPassword(principal: Principal, personId: string): Promise<TemporaryPassword> {
  requireAdmin(principal);
  if (personId === principal.personId) {
    throw new AppError({ kind: 'conflict', code: 'own-password', detail: 'change your own password in the settings' });
  }
  const temporaryPassword = createTemporaryPassword();
  const passwordHash = await hashPassword(temporaryPassword);
  return inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    if ((await findPersonForUpdate(transaction, personId)) === null) throw notFound('person');
    await updatePassword(personId, passwordHash, true, prisma);
    await forgetAttempts(transaction, personId);
    const endedSessions = await deleteSessions(transaction, personId, null);
    const person = await getPerson(personId, prisma);
    await recordEvents(sql, [
      {
        action: 'person.password_reset',
        outcome: 'ok',
        ...actorOf(principal),
        ...targetPerson(personId),
        details: { name: person.name, endedSessions },
      },
    ]);
    return { person, temporaryPassword };
  });
}
