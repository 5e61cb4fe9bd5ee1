import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import { targetPerson } from '@/lib/auth/internal/audit-actor';
import { withTransaction } from '@/lib/db/transaction';
import { deleteSessions } from '@/lib/auth/internal/auth-sql';
import { getPerson } from '@/lib/auth/internal/to-person';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';

/** Ends all sessions of a person, in every process. @throws AppError `admin-only`, `not-found` */
export async function signOutPerson(principal: Principal, personId: string): Promise<void> {
  requireAdmin(principal);
  await withTransaction(async (sql) => {
    const { name } = await getPerson(sql, personId);
    const ended = await deleteSessions(sql, personId, null);
    await recordEvents(sql, [
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
