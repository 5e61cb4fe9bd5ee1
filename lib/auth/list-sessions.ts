import 'server-only';
import { sqlRunner } from '@/lib/db/transaction';
import { selectSessions } from '@/lib/auth/internal/auth-sql';
import type { Principal, SessionDto } from '@/lib/auth/contracts';

/** Where a person is signed in, last used first. */
export async function listSessions(principal: Principal): Promise<SessionDto[]> {
  const rows = await selectSessions(sqlRunner(), principal.personId);
  return rows.map((row) => ({
    id: row.id,
    userAgent: row.user_agent,
    address: row.address,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    current: row.id === principal.sessionId,
  }));
}
