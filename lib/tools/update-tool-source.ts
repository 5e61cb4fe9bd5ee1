import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { withTransaction } from '@/lib/db/transaction';
import { AppError, notFound } from '@/lib/errors/app-error';
import type { ToolSource, UpdateToolSourceInput } from '@/lib/tools/catalogue-contracts';
import { getToolSource } from '@/lib/tools/get-tool-source';
import { sourceEvent } from '@/lib/tools/internal/catalogue/tool-event';
import { checkMcpConfig, describeMcpConfig, refuseTakenSourceName } from '@/lib/tools/internal/sources/check-source';
import { findSourceForUpdate, updateSource } from '@/lib/tools/internal/sources-sql';

/**
 * Another name, or for an MCP server another address; from the next call on.
 * @throws AppError `admin-only`, `not-found`, `source-name-taken`, `tool-part-fixed`, and what `checkMcpConfig` finds
 */
export async function updateToolSource(principal: Principal, sourceId: string, patch: UpdateToolSourceInput): Promise<ToolSource> {
  requireAdmin(principal);
  return withTransaction(async (sql) => {
    const before = await findSourceForUpdate(sql, sourceId);
    if (before === null) throw notFound('tool source');
    if (patch.config !== undefined) {
      if (before.kind !== 'mcp') throw new AppError({ kind: 'conflict', code: 'tool-part-fixed', detail: 'an imported document has no connection', values: { field: 'config' } });
      await checkMcpConfig(sql, patch.config);
    }
    await updateSource(sql, sourceId, patch).catch(refuseTakenSourceName);
    const { source } = await getToolSource(principal, sourceId, sql);
    const details = { ...(patch.name === undefined ? {} : { nameBefore: before.name }), ...(patch.config === undefined ? {} : describeMcpConfig(patch.config)) };
    await recordEvents(sql, [sourceEvent('source.changed', principal, source, details)]);
    return source;
  });
}
