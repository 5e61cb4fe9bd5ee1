import 'server-only';
import { inTransaction } from '@/lib/db/in-transaction';
import { countAdmins } from '@/lib/auth/internal/people-repository';
import { lockAdmins } from '@/lib/auth/internal/lock-admins';
import { replaceSetupToken } from '@/lib/auth/internal/setup-link';

/**
 * Creates the one-time token of the first-run link `/setup#token=…`, replacing an older one; null when there is an
 * administrator already. Anybody with the link may become the first administrator, so it goes to the terminal only.
 */
export async function createSetupLink(): Promise<{ token: string } | null> {
  return inTransaction(async ({ prisma, sql }) => {
    await lockAdmins(sql);
    if ((await countAdmins(prisma)) > 0) return null;
    return { token: await replaceSetupToken(prisma) };
  });
}
