import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { MEMBERS_PAGE_SIZE, type GetGroupInput, type GroupDetail } from '@/lib/auth/groups-contracts';
import { findGroup, findMembers } from '@/lib/auth/internal/groups-repository';
import { toGroup } from '@/lib/auth/internal/to-group';
import { requireAdmin } from '@/lib/auth/require-admin';
import { notFound } from '@/lib/errors/app-error';

/** A group with one page of its members by name. @throws AppError `admin-only`, `not-found` */
export async function getGroup(principal: Principal, groupId: string, { page }: GetGroupInput): Promise<GroupDetail> {
  requireAdmin(principal);
  const [group, found] = await Promise.all([findGroup(groupId), findMembers(groupId, page)]);
  if (group === null) throw notFound('group');
  const members = found.map(({ disabledAt, ...member }) => ({ ...member, disabled: disabledAt !== null }));
  return { ...toGroup(group), members, pageSize: MEMBERS_PAGE_SIZE };
}
