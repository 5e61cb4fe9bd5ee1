import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import { targetPerson } from '@/lib/auth/internal/audit-actor';
import { withTransaction } from '@/lib/db/transaction';
import { updateLocale, updatePersonRow } from '@/lib/auth/internal/auth-people-sql';
import { notifyAuth } from '@/lib/auth/internal/auth-sql';
import { requireBudget } from '@/lib/auth/internal/require-budget';
import type { Me, Principal, UpdateMeInput } from '@/lib/auth/contracts';
import { getMe } from '@/lib/auth/get-me';

/** Changes a person's own name or language (null: as the browser says). @throws AppError `too-often` */
export async function updateMe(principal: Principal, patch: UpdateMeInput): Promise<Me> {
  await withTransaction(async (sql) => {
    const isRenamed = patch.name !== undefined && patch.name !== principal.name;
    if (isRenamed) await requireBudget(sql, 'name', principal.personId);
    if (patch.name !== undefined) await updatePersonRow(sql, principal.personId, { name: patch.name });
    if (patch.locale !== undefined) await updateLocale(sql, principal.personId, patch.locale);
    await notifyAuth(sql, principal.personId);
    if (isRenamed) {
      const changes = { name: { from: principal.name, to: patch.name } };
      await recordEvents(sql, [
        {
          action: 'person.changed',
          outcome: 'ok',
          ...actorOf(principal),
          ...targetPerson(principal.personId),
          details: { name: patch.name, changes },
        },
      ]);
    }
  });
  return getMe(principal);
}
