import 'server-only';
import { withTransaction } from '@/lib/db/transaction';
import { updateLocale, updatePersonRow } from '@/lib/auth/internal/auth-people-sql';
import { notifyAuth } from '@/lib/auth/internal/auth-sql';
import type { Me, Principal, UpdateMeInput } from '@/lib/auth/contracts';
import { getMe } from '@/lib/auth/get-me';

/** Changes a person's own name or language (null: as the browser says). */
export async function updateMe(principal: Principal, patch: UpdateMeInput): Promise<Me> {
  await withTransaction(async (sql) => {
    if (patch.name !== undefined) await updatePersonRow(sql, principal.personId, { name: patch.name });
    if (patch.locale !== undefined) await updateLocale(sql, principal.personId, patch.locale);
    await notifyAuth(sql, principal.personId);
  });
  return getMe(principal);
}
