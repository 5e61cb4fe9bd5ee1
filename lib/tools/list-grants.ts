import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { sqlRunner } from '@/lib/db/transaction';
import type { GrantDto } from '@/lib/tools/governance-contracts';
import { toGrant } from '@/lib/tools/internal/grants/to-grant';
import { selectNamedGrants } from '@/lib/tools/internal/tools-grant-admin-sql';

/** Grants of one tool or of all. @throws AppError `admin-only` */
export async function listGrants(principal: Principal, { toolId }: { readonly toolId?: string | undefined }): Promise<GrantDto[]> {
  requireAdmin(principal);
  return (await selectNamedGrants(sqlRunner(), toolId ?? null)).map(toGrant);
}
