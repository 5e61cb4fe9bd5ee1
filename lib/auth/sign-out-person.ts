import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import { targetPerson } from '@/lib/auth/internal/audit-actor';
import { inTransaction } from '@/lib/db/in-transaction';
import { deleteSessions } from '@/lib/auth/internal/sessions-repository';
import { getPerson } from '@/lib/auth/internal/to-person';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';

/** Ends all sessions of a person, in every process. @throws AppError `admin-only`, `not-found` */
export async function signOutPerson(principal: Principal, personId: string): Promise<void> {
  requireAdmin(principal);
  await inTransaction(async (transaction) => {
    const { name } = await getPerson(personId, transaction.prisma);
    const ended = await deleteSessions(transaction, personId, null);
    await recordEvents(transaction.sql, [
      {
        action: 'session.revoked',
        outcome: 'ok',
        ...actorOf(principal),
        ...targetPerson(personId),
        details: { name, ended },
      },
    ]);
  });
}
