import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import type { GroupDetail } from '@/lib/auth/groups-contracts';
import { findGroup, selectMembers } from '@/lib/auth/internal/auth-groups-sql';
import { toGroup } from '@/lib/auth/internal/to-group';
import { requireAdmin } from '@/lib/auth/require-admin';
import { sqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';

/** A group with its members by name. @throws AppError `admin-only`, `not-found` */
export async function getGroup(principal: Principal, groupId: string): Promise<GroupDetail> {
  requireAdmin(principal);
  const [group, members] = await Promise.all([findGroup(sqlRunner(), groupId), selectMembers(sqlRunner(), groupId)]);
  if (group === null) throw notFound('group');
  return { ...toGroup(group), members };
}
