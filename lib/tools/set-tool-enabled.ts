import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction } from '@/lib/db/in-transaction';
import { notFound } from '@/lib/errors/app-error';
import type { AdminTool } from '@/lib/tools/catalogue-contracts';
import { getAdminTool } from '@/lib/tools/get-admin-tool';
import { checkTool } from '@/lib/tools/internal/catalogue/check-tool';
import { toolEvent } from '@/lib/tools/internal/catalogue/tool-event';
import { findCatalogueToolForUpdate, setEnabled } from '@/lib/tools/internal/tools-repository';

/**
 * Enables a tool for those it is granted to, or disables it for everybody.
 * @throws AppError `admin-only`, `not-found`, and those of `checkTool` when it is enabled
 */
export async function setToolEnabled(principal: Principal, toolId: string, enabled: boolean): Promise<AdminTool> {
  requireAdmin(principal);
  return inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    const tool = await findCatalogueToolForUpdate(transaction, toolId);
    if (tool === null) throw notFound('tool');
    if (enabled) await checkTool(sql, tool);
    await setEnabled(toolId, enabled, prisma);
    const updated = await getAdminTool(principal, toolId, transaction);
    if (tool.enabled !== enabled)
      await recordEvents(sql, [toolEvent(enabled ? 'tool.enabled' : 'tool.disabled', actorOf(principal), tool)]);
    return updated;
  });
}
