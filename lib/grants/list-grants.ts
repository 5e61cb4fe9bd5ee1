import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { GRANTS_PAGE_SIZE, type GrantPage, type ListGrantsInput } from '@/lib/grants/contracts';
import { toGrant } from '@/lib/grants/internal/to-grant';
import { selectGrantPage } from '@/lib/grants/internal/grants-repository';

/**
 * A page of the grants of one tool or of all, oldest first. Pages are found by their cursor, so every page costs the
 * same.
 * @throws AppError `admin-only`
 */
export async function listGrants(principal: Principal, { toolId, cursor }: ListGrantsInput): Promise<GrantPage> {
  requireAdmin(principal);
  const rows = await selectGrantPage({ toolId: toolId ?? null, after: cursor ?? null }, GRANTS_PAGE_SIZE + 1);
  const page = rows.slice(0, GRANTS_PAGE_SIZE);
  return { grants: page.map(toGrant), nextCursor: rows.length > GRANTS_PAGE_SIZE ? (page.at(-1)?.id ?? null) : null };
}
