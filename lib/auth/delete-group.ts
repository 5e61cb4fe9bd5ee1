import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { deleteGroupRow, findGroupForUpdate, selectMemberIds } from '@/lib/auth/internal/auth-groups-sql';
import { groupEvent } from '@/lib/auth/internal/to-group';
import { requireAdmin } from '@/lib/auth/require-admin';
import { withTransaction } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';

/**
 * Deletes a group with its memberships and grants, also those that deny: the log keeps who was in it. @throws AppError
 * `admin-only`, `not-found`
 */
export async function deleteGroup(principal: Principal, groupId: string): Promise<void> {
  requireAdmin(principal);
  await withTransaction(async (sql) => {
    const group = await findGroupForUpdate(sql, groupId);
    if (group === null) throw notFound('group');
    const memberIds = await selectMemberIds(sql, groupId);
    await deleteGroupRow(sql, groupId);
    await recordEvents(sql, [groupEvent('group.deleted', principal, group, { memberIds })]);
  });
}
