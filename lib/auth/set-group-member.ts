import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { findPerson } from '@/lib/auth/internal/people-repository';
import { deleteMember, findGroupForUpdate, insertMember } from '@/lib/auth/internal/groups-repository';
import { groupEvent } from '@/lib/auth/internal/to-group';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction } from '@/lib/db/in-transaction';
import { notFound } from '@/lib/errors/app-error';

/**
 * Puts a person into a group or takes them out; an existing membership stays as it is. Effective from the next call on.
 * @throws AppError `admin-only`, `not-found`
 */
export async function setGroupMember(
  principal: Principal,
  groupId: string,
  personId: string,
  isMember: boolean,
): Promise<void> {
  requireAdmin(principal);
  await inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    const group = await findGroupForUpdate(transaction, groupId);
    const person = await findPerson(personId, prisma);
    if (group === null || person === null) throw notFound(group === null ? 'group' : 'person');
    const changed = isMember
      ? await insertMember(groupId, personId, prisma)
      : await deleteMember(groupId, personId, prisma);
    if (!changed) return;
    await recordEvents(sql, [
      groupEvent(isMember ? 'group.member_added' : 'group.member_removed', principal, group, {
        personId,
        personName: person.name,
      }),
    ]);
  });
}
