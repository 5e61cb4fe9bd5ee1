import 'server-only';
import { withTransaction } from '@/lib/db/transaction';
import { countAdmins, lockAdmins } from '@/lib/auth/internal/auth-people-sql';
import { replaceSetupToken } from '@/lib/auth/internal/setup-link';

/**
 * Makes the one-time token of the first-run link `/setup#token=…`, replacing an older one; null when there is an
 * administrator already. Whoever holds it may become the first administrator, so it goes to the terminal only.
 */
export async function createSetupLink(): Promise<{ token: string } | null> {
  return withTransaction(async (sql) => {
    await lockAdmins(sql);
    if ((await countAdmins(sql)) > 0) return null;
    return { token: await replaceSetupToken(sql) };
  });
}
