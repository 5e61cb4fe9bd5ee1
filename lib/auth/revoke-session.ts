import 'server-only';
import { withTransaction } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import { deleteSession } from '@/lib/auth/internal/auth-sql';
import type { Principal } from '@/lib/auth/contracts';

/** Ends one of a person's own sessions. @throws AppError `not-found`, also for somebody else's */
export async function revokeSession(principal: Principal, sessionId: string): Promise<void> {
  const found = await withTransaction((sql) => deleteSession(sql, principal.personId, sessionId));
  if (!found) throw notFound('session');
}
