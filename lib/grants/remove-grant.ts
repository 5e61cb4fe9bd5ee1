import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction } from '@/lib/db/in-transaction';
import { notFound } from '@/lib/errors/app-error';
import type { RemoveGrantInput } from '@/lib/grants/contracts';
import { grantChanged } from '@/lib/grants/internal/grant-changed';
import { grantEvent } from '@/lib/grants/internal/to-grant';
import { deleteGrantRow, findNamedGrant } from '@/lib/grants/internal/grants-repository';

/**
 * Removes a grant.
 * @throws AppError `admin-only`, `not-found`, `grant-changed-meanwhile`
 */
export async function removeGrant(
  principal: Principal,
  grantId: string,
  { seen }: RemoveGrantInput = {},
): Promise<void> {
  requireAdmin(principal);
  await inTransaction(async ({ prisma, sql }) => {
    const grant = await findNamedGrant(grantId, prisma);
    if (grant === null) throw notFound('grant');
    if (!(await deleteGrantRow(grantId, seen ?? null, prisma))) {
      const now = await findNamedGrant(grantId, prisma);
      throw now === null ? notFound('grant') : grantChanged(now);
    }
    await recordEvents(sql, [grantEvent('grant.removed', principal, grant, null)]);
  });
}
