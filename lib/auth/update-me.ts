import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import { targetPerson } from '@/lib/auth/internal/audit-actor';
import { inTransaction } from '@/lib/db/in-transaction';
import { updatePersonRow } from '@/lib/auth/internal/people-repository';
import { notifyAuth } from '@/lib/auth/internal/sql/sessions-sql';
import { requireBudget } from '@/lib/auth/require-budget';
import type { Me, Principal, UpdateMeInput } from '@/lib/auth/contracts';
import { getMe } from '@/lib/auth/get-me';

/** Changes a person's own name or language (null: as the browser says). @throws AppError `too-often` */
export async function updateMe(principal: Principal, patch: UpdateMeInput): Promise<Me> {
  await inTransaction(async ({ prisma, sql }) => {
    const isRenamed = patch.name !== undefined && patch.name !== principal.name;
    if (isRenamed) await requireBudget(sql, 'name', principal.personId);
    await updatePersonRow(principal.personId, patch, prisma);
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
