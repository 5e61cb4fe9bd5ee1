import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction } from '@/lib/db/in-transaction';
import type { AdminTool, CreateToolInput } from '@/lib/tools/catalogue-contracts';
import { getAdminTool } from '@/lib/tools/get-admin-tool';
import { checkTool, isUnapprovedChange, requireConfirmedApproval } from '@/lib/tools/internal/catalogue/check-tool';
import { draftTool } from '@/lib/tools/internal/catalogue/draft-tool';
import { describeTool, toolEvent } from '@/lib/tools/internal/catalogue/tool-event';
import { insertTool } from '@/lib/tools/internal/catalogue-sql';

/**
 * Creates an HTTP tool, disabled and granted to nobody.
 * @throws AppError `admin-only`, `tool-name-taken`, `approval-off-unconfirmed`, and those of `checkTool`
 */
export async function createTool(principal: Principal, input: CreateToolInput): Promise<AdminTool> {
  requireAdmin(principal);
  const tool = draftTool(uuidv7(), input);
  requireConfirmedApproval(tool, input.confirmNoApproval);
  return inTransaction(async (transaction) => {
    const { sql } = transaction;
    await checkTool(sql, tool);
    await insertTool(sql, tool);
    const created = await getAdminTool(principal, tool.id, transaction);
    await recordEvents(sql, [
      toolEvent('tool.created', actorOf(principal), tool, {
        ...describeTool(tool),
        ...(isUnapprovedChange(tool) ? { approvalSwitchedOff: true } : {}),
      }),
    ]);
    return created;
  });
}
