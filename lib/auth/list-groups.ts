import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import type { GroupDto } from '@/lib/auth/groups-contracts';
import { selectGroups } from '@/lib/auth/internal/auth-groups-sql';
import { toGroup } from '@/lib/auth/internal/to-group';
import { requireAdmin } from '@/lib/auth/require-admin';
import { sqlRunner } from '@/lib/db/transaction';

/** All groups by name. @throws AppError `admin-only` */
export async function listGroups(principal: Principal): Promise<GroupDto[]> {
  requireAdmin(principal);
  return (await selectGroups(sqlRunner())).map(toGroup);
}
