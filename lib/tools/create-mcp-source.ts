import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction } from '@/lib/db/in-transaction';
import type { CreateMcpSourceInput, ToolSource } from '@/lib/tools/catalogue-contracts';
import { getToolSource } from '@/lib/tools/get-tool-source';
import { sourceEvent } from '@/lib/tools/internal/catalogue/tool-event';
import { checkMcpConfig, describeMcpConfig, refuseTakenSourceName } from '@/lib/tools/internal/sources/check-source';
import { insertSource } from '@/lib/tools/internal/sources-repository';

/**
 * Adds an MCP server. It is not contacted yet, so a server that is offline can be added.
 * @throws AppError `admin-only`, `source-name-taken`, and those of `checkMcpConfig`
 */
export async function createMcpSource(principal: Principal, input: CreateMcpSourceInput): Promise<ToolSource> {
  requireAdmin(principal);
  const id = uuidv7();
  return inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    await checkMcpConfig(sql, input.config);
    await insertSource({ id, ...input, listedAt: null }, prisma).catch(refuseTakenSourceName);
    const { source } = await getToolSource(principal, id, transaction);
    await recordEvents(sql, [
      sourceEvent('source.created', actorOf(principal), { id, name: input.name }, describeMcpConfig(input.config)),
    ]);
    return source;
  });
}
