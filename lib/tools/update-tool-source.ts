import 'server-only';
import type { AuditEntry } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { inTransaction, type Transaction } from '@/lib/db/in-transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import type { ToolSource, UpdateToolSourceInput } from '@/lib/tools/catalogue-contracts';
import type { McpConfig } from '@/lib/tools/contracts';
import { getToolSource } from '@/lib/tools/get-tool-source';
import type { RefuseOutdated } from '@/lib/tools/open-calls';
import { hashProposal } from '@/lib/tools/internal/catalogue/to-admin-tool';
import { sourceEvent, toolEvent } from '@/lib/tools/internal/catalogue/tool-event';
import {
  checkMcpConfig,
  describeMcpConfig,
  hostsOf,
  refuseTakenSourceName,
} from '@/lib/tools/internal/sources/check-source';
import { findSourceForUpdate, updateSource } from '@/lib/tools/internal/sources-repository';
import { callFingerprint } from '@/lib/tools/tool-fingerprint';
import { quarantineTool } from '@/lib/tools/internal/catalogue-sql';
import { listCatalogueForUpdate, moveTools, type CatalogueTool } from '@/lib/tools/internal/tools-repository';

/**
 * Changes the name of a source, or the connection of an MCP server, from the next call on. Calls that wait for a
 * decision about the former server are refused. Its tools are quarantined until a listing of the new server has
 * compared them: within a minute, or when an admin lists it where the timer does not.
 * @throws AppError `admin-only`, `not-found`, `source-name-taken`, `tool-part-fixed`, and those of `checkMcpConfig`
 */
export async function updateToolSource(
  principal: Principal,
  sourceId: string,
  patch: UpdateToolSourceInput,
  refuseOutdated: RefuseOutdated,
): Promise<ToolSource> {
  requireAdmin(principal);
  return inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    const before = await findSourceForUpdate(transaction, sourceId);
    if (before === null) throw notFound('tool source');
    const { config } = patch;
    if (config !== undefined) {
      if (before.config.kind !== 'mcp')
        throw new AppError({
          kind: 'conflict',
          code: 'tool-part-fixed',
          detail: 'an imported document has no connection',
          values: { field: 'config' },
        });
      await checkMcpConfig(sql, config);
    }
    const tools = await listCatalogueForUpdate(transaction, sourceId);
    await updateSource(sourceId, patch, prisma).catch(refuseTakenSourceName);
    const moved =
      config === undefined
        ? []
        : await moveAndQuarantine(transaction, principal, tools, config, new Date(), refuseOutdated);
    const { source } = await getToolSource(principal, sourceId, transaction);
    const details = {
      ...(patch.name === undefined ? {} : { nameBefore: before.name }),
      ...(patch.config === undefined ? {} : describeMcpConfig(patch.config)),
    };
    await recordEvents(sql, [sourceEvent('source.changed', actorOf(principal), source, details), ...moved]);
    return source;
  });
}

/**
 * Moves the server's tools to its new connection and quarantines them until they are compared; calls that wait for a
 * decision about the former server are refused.
 * @param tools locked, as they were before
 * @returns the events to record
 */
async function moveAndQuarantine(
  { prisma, sql }: Transaction,
  principal: Principal,
  tools: readonly CatalogueTool[],
  server: McpConfig,
  now: Date,
  refuseOutdated: RefuseOutdated,
): Promise<AuditEntry[]> {
  const target = hostsOf(server);
  const moved = tools.filter((tool) => callFingerprint(tool) !== callFingerprint({ ...tool, ...target, server }));
  const ids = moved.map(({ id }) => id);
  await moveTools(ids, target, prisma);
  const events: AuditEntry[] = [];
  for (const tool of moved) {
    const proposal = { gone: false, moved: true, wasHeld: isQuarantinedForReview(tool) } as const;
    await quarantineTool(sql, tool.id, proposal, now);
    events.push(
      toolEvent('tool.held', actorOf(principal), tool, {
        moved: true,
        proposalHash: hashProposal(proposal),
        acceptedFingerprint: tool.fingerprint,
      }),
    );
  }
  return [...events, ...(await refuseOutdated(sql, ids, now, actorOf(principal)))];
}

/** Moving a server twice, or away and back, does not release tools that an admin still has to review. */
function isQuarantinedForReview({ quarantinedAt, proposal }: CatalogueTool): boolean {
  return quarantinedAt !== null && (proposal === null || !('moved' in proposal) || proposal.wasHeld);
}
