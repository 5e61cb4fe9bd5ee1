import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { forgetPrincipals } from '@/lib/auth/find-principal';
import { actingPerson } from '@/lib/auth/internal/audit-actor';
import { deleteSessionOfSecret } from '@/lib/auth/internal/sessions-repository';
import { hashSecret, isSecret } from '@/lib/auth/internal/secret';
import type { RequestClient } from '@/lib/auth/request-client';
import { inTransaction } from '@/lib/db/in-transaction';

/** Ends the session of a cookie's secret, if there is one: signed out, or replaced by a sign-in in the same browser. */
export async function endSession(
  secret: string,
  client: RequestClient,
  reason: 'signed-out' | 'signed-in-again',
): Promise<void> {
  if (!isSecret(secret)) return;
  const ended = await inTransaction(async (transaction) => {
    const session = await deleteSessionOfSecret(transaction, hashSecret(secret));
    if (session === null) return null;
    const { id, person } = session;
    await recordEvents(transaction.sql, [
      {
        action: 'session.signed_out',
        outcome: 'ok',
        ...actingPerson(person),
        address: client.address,
        targetKind: 'session',
        targetId: id,
        details: { reason },
      },
    ]);
    return session;
  });
  if (ended !== null) forgetPrincipals(ended.person.id);
}
