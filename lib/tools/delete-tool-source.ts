import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction } from '@/lib/db/in-transaction';
import { notFound } from '@/lib/errors/app-error';
import type { RefuseOutdated } from '@/lib/tools/open-calls';
import { describeTool, sourceEvent, toolEvent } from '@/lib/tools/internal/catalogue/tool-event';
import { deleteSourceRow, findSourceForUpdate } from '@/lib/tools/internal/sources-repository';
import { listCatalogue, markDeleted } from '@/lib/tools/internal/tools-repository';

/**
 * Deletes a source with all tools that came from it; their calls that wait for a decision are refused.
 * @throws AppError `admin-only`, `not-found`
 */
export async function deleteToolSource(
  principal: Principal,
  sourceId: string,
  refuseOutdated: RefuseOutdated,
): Promise<void> {
  requireAdmin(principal);
  await inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    const source = await findSourceForUpdate(transaction, sourceId);
    if (source === null) throw notFound('tool source');
    const tools = await listCatalogue(sourceId, prisma);
    const toolIds = tools.map(({ id }) => id);
    await markDeleted(toolIds, prisma);
    await deleteSourceRow(sourceId, prisma);
    const outdated = await refuseOutdated(sql, toolIds, new Date(), actorOf(principal));
    await recordEvents(sql, [
      ...tools.map((tool) => toolEvent('tool.deleted', actorOf(principal), tool, describeTool(tool))),
      sourceEvent('source.deleted', actorOf(principal), source, { tools: tools.map(({ name }) => name) }),
      ...outdated,
    ]);
  });
}
