import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import type { GroupDto } from '@/lib/auth/groups-contracts';
import { findGroups } from '@/lib/auth/internal/groups-repository';
import { toGroup } from '@/lib/auth/internal/to-group';
import { requireAdmin } from '@/lib/auth/require-admin';

/** All groups by name. @throws AppError `admin-only` */
export async function listGroups(principal: Principal): Promise<GroupDto[]> {
  requireAdmin(principal);
  return (await findGroups()).map(toGroup);
}
