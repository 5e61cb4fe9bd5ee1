import 'server-only';
import { withTransaction } from '@/lib/db/transaction';
import { deleteSessions } from '@/lib/auth/internal/auth-sql';
import type { Principal } from '@/lib/auth/contracts';

/** Ends a person's own sessions in every browser, this one too if wanted. */
export async function signOutEverywhere(principal: Principal, options: { readonly includeCurrent: boolean }): Promise<void> {
  await withTransaction((sql) => deleteSessions(sql, principal.personId, options.includeCurrent ? null : principal.sessionId));
}
