import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction } from '@/lib/db/in-transaction';
import { notFound } from '@/lib/errors/app-error';
import type { RefuseOutdated } from '@/lib/tools/open-calls';
import { describeTool, toolEvent } from '@/lib/tools/internal/catalogue/tool-event';
import { findCatalogueToolForUpdate, markDeleted } from '@/lib/tools/internal/tools-repository';

/**
 * Deletes a tool for good, with its grants. Its calls stay readable, and its name can be used again. Calls that wait
 * for a decision are refused.
 * @throws AppError `admin-only`, `not-found`
 */
export async function deleteTool(principal: Principal, toolId: string, refuseOutdated: RefuseOutdated): Promise<void> {
  requireAdmin(principal);
  await inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    const tool = await findCatalogueToolForUpdate(transaction, toolId);
    if (tool === null) throw notFound('tool');
    await markDeleted([toolId], prisma);
    const outdated = await refuseOutdated(sql, [toolId], new Date(), actorOf(principal));
    await recordEvents(sql, [toolEvent('tool.deleted', actorOf(principal), tool, describeTool(tool)), ...outdated]);
  });
}
