import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import { targetPerson } from '@/lib/auth/internal/audit-actor';
import { inTransaction } from '@/lib/db/in-transaction';
import { deleteSessions } from '@/lib/auth/internal/sessions-repository';
import { requireBudget } from '@/lib/auth/require-budget';
import type { Principal } from '@/lib/auth/contracts';

/** Ends a person's own sessions in every browser, this one too if wanted. */
export async function signOutEverywhere(
  principal: Principal,
  options: { readonly includeCurrent: boolean },
): Promise<void> {
  await inTransaction(async (transaction) => {
    const { sql } = transaction;
    await requireBudget(sql, 'sign-out-everywhere', principal.personId);
    const ended = await deleteSessions(
      transaction,
      principal.personId,
      options.includeCurrent ? null : principal.sessionId,
    );
    await recordEvents(sql, [
      {
        action: 'session.revoked',
        outcome: 'ok',
        ...actorOf(principal),
        ...targetPerson(principal.personId),
        details: { ended, includeCurrent: options.includeCurrent },
      },
    ]);
  });
}
