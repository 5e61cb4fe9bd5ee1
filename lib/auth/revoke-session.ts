import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import { withTransaction } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import { deleteSession } from '@/lib/auth/internal/auth-sql';
import type { Principal } from '@/lib/auth/contracts';

/** Ends one of a person's own sessions. @throws AppError `not-found`, also for somebody else's */
export async function revokeSession(principal: Principal, sessionId: string): Promise<void> {
  const found = await withTransaction(async (sql) => {
    const wasThere = await deleteSession(sql, principal.personId, sessionId);
    if (wasThere)
      await recordEvents(sql, [
        { action: 'session.revoked', outcome: 'ok', ...actorOf(principal), targetKind: 'session', targetId: sessionId },
      ]);
    return wasThere;
  });
  if (!found) throw notFound('session');
}
