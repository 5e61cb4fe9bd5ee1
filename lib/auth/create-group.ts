import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { MAX_GROUPS, type GroupDto, type NameGroupInput } from '@/lib/auth/groups-contracts';
import { countGroups, insertGroup } from '@/lib/auth/internal/groups-repository';
import { groupEvent, groupNameTaken } from '@/lib/auth/internal/to-group';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction } from '@/lib/db/in-transaction';
import { AppError } from '@/lib/errors/app-error';

/** Creates an empty group. @throws AppError `admin-only`, `group-name-taken`, `too-many-groups` */
export async function createGroup(principal: Principal, { name }: NameGroupInput, now = new Date()): Promise<GroupDto> {
  requireAdmin(principal);
  const id = uuidv7();
  return inTransaction(async ({ prisma, sql }) => {
    if ((await countGroups(prisma)) >= MAX_GROUPS) {
      throw new AppError({
        kind: 'conflict',
        code: 'too-many-groups',
        detail: `at most ${MAX_GROUPS} groups`,
        values: { limit: MAX_GROUPS },
      });
    }
    if (!(await insertGroup({ id, name, createdAt: now }, prisma))) throw groupNameTaken(name);
    await recordEvents(sql, [groupEvent('group.created', principal, { id, name })]);
    return { id, name, memberCount: 0, createdAt: now.toISOString() };
  });
}
