import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { deleteGroupRow, findGroupForUpdate, findMemberIds } from '@/lib/auth/internal/groups-repository';
import { groupEvent } from '@/lib/auth/internal/to-group';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction } from '@/lib/db/in-transaction';
import { notFound } from '@/lib/errors/app-error';

/**
 * Deletes a group with its memberships and grants, also those that deny: the log keeps who was in it. @throws AppError
 * `admin-only`, `not-found`
 */
export async function deleteGroup(principal: Principal, groupId: string): Promise<void> {
  requireAdmin(principal);
  await inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    const group = await findGroupForUpdate(transaction, groupId);
    if (group === null) throw notFound('group');
    const memberIds = await findMemberIds(groupId, prisma);
    await deleteGroupRow(groupId, prisma);
    await recordEvents(sql, [groupEvent('group.deleted', principal, group, { memberIds })]);
  });
}
