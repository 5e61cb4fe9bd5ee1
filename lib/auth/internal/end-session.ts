import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { forgetPrincipals } from '@/lib/auth/find-principal';
import { deleteSessionOfSecret } from '@/lib/auth/internal/auth-sql';
import { hashSecret, isSecret } from '@/lib/auth/internal/secret';
import type { RequestClient } from '@/lib/auth/request-client';
import { withTransaction } from '@/lib/db/transaction';

/** Ends the session of a cookie's secret, if there is one: signed out, or replaced by a sign-in in the same browser. */
export async function endSession(
  secret: string,
  client: RequestClient,
  reason: 'signed-out' | 'signed-in-again',
): Promise<void> {
  if (!isSecret(secret)) return;
  const endedSessions = await withTransaction(async (sql) => {
    const ended = await deleteSessionOfSecret(sql, hashSecret(secret));
    await recordEvents(
      sql,
      ended.map((session) => ({
        action: 'session.signed_out',
        outcome: 'ok',
        actorId: session.person_id,
        actorName: session.name,
        address: client.address,
        targetKind: 'session',
        targetId: session.session_id,
        details: { reason },
      })),
    );
    return ended;
  });
  for (const { person_id: personId } of endedSessions) forgetPrincipals(personId);
}
