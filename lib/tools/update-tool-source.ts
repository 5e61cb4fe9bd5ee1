import 'server-only';
import type { AuditEntry } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { withTransaction, type SqlRunner } from '@/lib/db/transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import type { ToolSource, UpdateToolSourceInput } from '@/lib/tools/catalogue-contracts';
import type { McpConfig } from '@/lib/tools/contracts';
import { getToolSource } from '@/lib/tools/get-tool-source';
import { refuseOutdated } from '@/lib/tools/internal/calls/close-calls';
import { sourceEvent } from '@/lib/tools/internal/catalogue/tool-event';
import { checkMcpConfig, describeMcpConfig, hostsOf, refuseTakenSourceName } from '@/lib/tools/internal/sources/check-source';
import { findSourceForUpdate, updateSource } from '@/lib/tools/internal/sources-sql';
import { callFingerprint } from '@/lib/tools/internal/tool-fingerprint';
import { updateTool } from '@/lib/tools/internal/tools-catalogue-sql';
import { listCatalogue, type CatalogueTool } from '@/lib/tools/internal/tools-sql';

/**
 * Another name, or for an MCP server another address; from the next call on. Calls that wait for a decision about the old
 * server are refused, and its tools are listed again within a minute, which holds back those that differ.
 * @throws AppError `admin-only`, `not-found`, `source-name-taken`, `tool-part-fixed`, and what `checkMcpConfig` finds
 */
export async function updateToolSource(principal: Principal, sourceId: string, patch: UpdateToolSourceInput): Promise<ToolSource> {
  requireAdmin(principal);
  return withTransaction(async (sql) => {
    const before = await findSourceForUpdate(sql, sourceId);
    if (before === null) throw notFound('tool source');
    const { config } = patch;
    if (config !== undefined) {
      if (before.config.kind !== 'mcp') throw new AppError({ kind: 'conflict', code: 'tool-part-fixed', detail: 'an imported document has no connection', values: { field: 'config' } });
      await checkMcpConfig(sql, config);
    }
    const tools = await listCatalogue(sql, sourceId);
    await updateSource(sql, sourceId, patch).catch(refuseTakenSourceName);
    const outdated = config === undefined ? [] : await moveTools(sql, principal, tools, config);
    const { source } = await getToolSource(principal, sourceId, sql);
    const details = { ...(patch.name === undefined ? {} : { nameBefore: before.name }), ...(patch.config === undefined ? {} : describeMcpConfig(patch.config)) };
    await recordEvents(sql, [sourceEvent('source.changed', actorOf(principal), source, details), ...outdated]);
    return source;
  });
}

/**
 * The server's tools are asked where it is now, and calls that wait for a decision about the old one are refused.
 * @returns the events to record
 */
async function moveTools(sql: SqlRunner, principal: Principal, tools: readonly CatalogueTool[], server: McpConfig): Promise<AuditEntry[]> {
  const moved = tools.flatMap((before) => {
    const after = { ...before, ...hostsOf(server), server };
    return callFingerprint(before) === callFingerprint(after) ? [] : [after];
  });
  for (const tool of moved) await updateTool(sql, tool);
  return refuseOutdated(sql, moved.map(({ id }) => id), new Date(), actorOf(principal));
}
