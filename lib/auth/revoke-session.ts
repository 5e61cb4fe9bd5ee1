import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import { inTransaction } from '@/lib/db/in-transaction';
import { notFound } from '@/lib/errors/app-error';
import { deleteSession } from '@/lib/auth/internal/sessions-repository';
import type { Principal } from '@/lib/auth/contracts';

/** Ends one of a person's own sessions. @throws AppError `not-found`, also for somebody else's */
export async function revokeSession(principal: Principal, sessionId: string): Promise<void> {
  const found = await inTransaction(async (transaction) => {
    const wasThere = await deleteSession(transaction, principal.personId, sessionId);
    if (wasThere)
      await recordEvents(transaction.sql, [
        { action: 'session.revoked', outcome: 'ok', ...actorOf(principal), targetKind: 'session', targetId: sessionId },
      ]);
    return wasThere;
  });
  if (!found) throw notFound('session');
}
