import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { MAX_GROUPS, type GroupDto, type NameGroupInput } from '@/lib/auth/groups-contracts';
import { insertGroup, selectGroups } from '@/lib/auth/internal/auth-groups-sql';
import { groupEvent, groupNameTaken } from '@/lib/auth/internal/to-group';
import { requireAdmin } from '@/lib/auth/require-admin';
import { withTransaction } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';

/** Makes an empty group. @throws AppError `admin-only`, `group-name-taken`, `too-many-groups` */
export async function createGroup(principal: Principal, { name }: NameGroupInput, now = new Date()): Promise<GroupDto> {
  requireAdmin(principal);
  const id = uuidv7();
  return withTransaction(async (sql) => {
    if (!(await insertGroup(sql, { id, name, now }, MAX_GROUPS))) {
      if ((await selectGroups(sql)).length < MAX_GROUPS) throw groupNameTaken(name);
      throw new AppError({
        kind: 'conflict',
        code: 'too-many-groups',
        detail: `at most ${MAX_GROUPS} groups`,
        values: { limit: MAX_GROUPS },
      });
    }
    await recordEvents(sql, [groupEvent('group.created', principal, { id, name })]);
    return { id, name, memberCount: 0, createdAt: now.toISOString() };
  });
}
