import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import type { GroupDto, NameGroupInput } from '@/lib/auth/groups-contracts';
import { findGroupForUpdate, renameGroupRow } from '@/lib/auth/internal/auth-groups-sql';
import { groupEvent, groupNameTaken, toGroup } from '@/lib/auth/internal/to-group';
import { requireAdmin } from '@/lib/auth/require-admin';
import { withTransaction } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';

/** Gives a group another name. @throws AppError `admin-only`, `not-found`, `group-name-taken` */
export async function renameGroup(principal: Principal, groupId: string, { name }: NameGroupInput): Promise<GroupDto> {
  requireAdmin(principal);
  return withTransaction(async (sql) => {
    const group = await findGroupForUpdate(sql, groupId);
    if (group === null) throw notFound('group');
    if (group.name === name) return toGroup(group);
    if (!(await renameGroupRow(sql, groupId, name))) throw groupNameTaken(name);
    await recordEvents(sql, [groupEvent('group.renamed', principal, { id: groupId, name }, { before: group.name })]);
    return toGroup({ ...group, name });
  });
}
