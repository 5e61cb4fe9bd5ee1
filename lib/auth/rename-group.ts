import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import type { GroupDto, NameGroupInput } from '@/lib/auth/groups-contracts';
import { findGroupForUpdate, renameGroupRow } from '@/lib/auth/internal/groups-repository';
import { groupEvent, groupNameTaken, toGroup } from '@/lib/auth/internal/to-group';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction } from '@/lib/db/in-transaction';
import { isTaken } from '@/lib/db/refusal';
import { notFound } from '@/lib/errors/app-error';

/** Gives a group another name. @throws AppError `admin-only`, `not-found`, `group-name-taken` */
export async function renameGroup(principal: Principal, groupId: string, { name }: NameGroupInput): Promise<GroupDto> {
  requireAdmin(principal);
  return inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    const group = await findGroupForUpdate(transaction, groupId);
    if (group === null) throw notFound('group');
    if (group.name === name) return toGroup(group);
    await renameGroupRow(groupId, name, prisma).catch((error: unknown) => {
      throw isTaken(error, 'person_group_name_key') ? groupNameTaken(name) : error;
    });
    await recordEvents(sql, [groupEvent('group.renamed', principal, { id: groupId, name }, { before: group.name })]);
    return toGroup({ ...group, name });
  });
}
