import 'server-only';
import { findSessionsOf } from '@/lib/auth/internal/sessions-repository';
import type { Principal, SessionDto } from '@/lib/auth/contracts';

/** Where a person is signed in, last used first. */
export async function listSessions(principal: Principal): Promise<SessionDto[]> {
  const sessions = await findSessionsOf(principal.personId);
  return sessions.map((session) => ({
    ...session,
    createdAt: session.createdAt.toISOString(),
    lastSeenAt: session.lastSeenAt.toISOString(),
    current: session.id === principal.sessionId,
  }));
}
