import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { withTransaction } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import { grantEvent } from '@/lib/tools/internal/grants/to-grant';
import { deleteGrantRow, findNamedGrant } from '@/lib/tools/internal/tools-grant-admin-sql';

/** Takes a grant away. @throws AppError `admin-only`, `not-found` */
export async function removeGrant(principal: Principal, grantId: string): Promise<void> {
  requireAdmin(principal);
  await withTransaction(async (sql) => {
    const grant = await findNamedGrant(sql, grantId);
    if (grant === null || !(await deleteGrantRow(sql, grantId))) throw notFound('grant');
    await recordEvents(sql, [grantEvent('grant.removed', principal, grant, null)]);
  });
}
