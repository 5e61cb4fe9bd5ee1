import 'server-only';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { AppError, notFound } from '@/lib/errors/app-error';
import type { ListedSource } from '@/lib/tools/catalogue-contracts';
import { getToolSource } from '@/lib/tools/get-tool-source';
import { listAndQuarantine } from '@/lib/tools/internal/sources/quarantine-changes';
import { toRemoteTools } from '@/lib/tools/internal/sources/to-remote-tool';
import { findSource, type SourceRow } from '@/lib/tools/internal/sources-repository';
import { listCatalogue, takenNames } from '@/lib/tools/internal/tools-repository';

/**
 * Lists the tools of an MCP server now; quarantines accepted ones that changed or are gone.
 * @throws AppError `admin-only`, `not-found`, `source-not-listable`, `mcp-*`, `egress-*`, `secret-*`
 */
export async function listSourceTools(
  principal: Principal,
  sourceId: string,
  now: Date,
  signal: AbortSignal,
): Promise<ListedSource> {
  requireAdmin(principal);
  const source = await requireMcpSource(sourceId);
  const { listed, leftOut, quarantinedNow } = await listAndQuarantine(source, actorOf(principal), now, signal);
  const [{ source: updated }, chosen, taken] = await Promise.all([
    getToolSource(principal, sourceId),
    listCatalogue(sourceId),
    takenNames(),
  ]);
  return {
    source: updated,
    tools: await toRemoteTools(listed, chosen, taken),
    quarantinedNow: [...quarantinedNow],
    leftOut: [...leftOut],
  };
}

/** @throws AppError `not-found`, `source-not-listable` */
export async function requireMcpSource(sourceId: string): Promise<SourceRow> {
  const source = await findSource(sourceId);
  if (source === null) throw notFound('tool source');
  if (source.kind === 'mcp') return source;
  throw new AppError({
    kind: 'conflict',
    code: 'source-not-listable',
    detail: 'an imported document is imported again instead',
  });
}
