import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { withTransaction } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import type { RemoveGrantInput } from '@/lib/grants/contracts';
import { grantChanged } from '@/lib/grants/internal/grant-changed';
import { grantEvent } from '@/lib/grants/internal/to-grant';
import { deleteGrantRow, findNamedGrant } from '@/lib/grants/internal/grant-admin-sql';

/** Takes a grant away. @throws AppError `admin-only`, `not-found`, `grant-changed-meanwhile` */
export async function removeGrant(
  principal: Principal,
  grantId: string,
  { seen }: RemoveGrantInput = {},
): Promise<void> {
  requireAdmin(principal);
  await withTransaction(async (sql) => {
    const grant = await findNamedGrant(sql, grantId);
    if (grant === null) throw notFound('grant');
    if (!(await deleteGrantRow(sql, grantId, seen ?? null))) {
      const now = await findNamedGrant(sql, grantId);
      throw now === null ? notFound('grant') : grantChanged(now);
    }
    await recordEvents(sql, [grantEvent('grant.removed', principal, grant, null)]);
  });
}
