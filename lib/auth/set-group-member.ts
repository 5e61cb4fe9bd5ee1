import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { findPerson } from '@/lib/auth/internal/auth-people-sql';
import { deleteMember, findGroupForUpdate, insertMember } from '@/lib/auth/internal/auth-groups-sql';
import { groupEvent } from '@/lib/auth/internal/to-group';
import { requireAdmin } from '@/lib/auth/require-admin';
import { withTransaction } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';

/**
 * Puts a person into a group or takes them out; what holds already stays as it is. Counts from the next call on.
 * @throws AppError `admin-only`, `not-found`
 */
export async function setGroupMember(
  principal: Principal,
  groupId: string,
  personId: string,
  isMember: boolean,
): Promise<void> {
  requireAdmin(principal);
  await withTransaction(async (sql) => {
    const group = await findGroupForUpdate(sql, groupId);
    const person = await findPerson(sql, personId);
    if (group === null || person === null) throw notFound(group === null ? 'group' : 'person');
    const changed = isMember ? await insertMember(sql, groupId, personId) : await deleteMember(sql, groupId, personId);
    if (!changed) return;
    await recordEvents(sql, [
      groupEvent(isMember ? 'group.member_added' : 'group.member_removed', principal, group, {
        personId,
        personName: person.name,
      }),
    ]);
  });
}
