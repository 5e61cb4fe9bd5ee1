import 'server-only';
import type { AuditActor } from '@/lib/audit/contracts';
import { recordEvents } from '@/lib/audit/record-events';
import { inTransaction } from '@/lib/db/in-transaction';
import { AppError, isAppError } from '@/lib/errors/app-error';
import type { ToolProposal } from '@/lib/tools/catalogue-contracts';
import type { ToolError } from '@/lib/tools/contracts';
import { isTooLarge } from '@/lib/tools/internal/catalogue/check-tool';
import { hashProposal } from '@/lib/tools/internal/catalogue/to-admin-tool';
import { sourceEvent, toolEvent } from '@/lib/tools/internal/catalogue/tool-event';
import {
  hashListing,
  listRemoteTools,
  type ListedTool,
  type RemoteListing,
} from '@/lib/tools/internal/mcp/list-remote-tools';
import { findSourceForUpdate, recordListing, type SourceRow } from '@/lib/tools/internal/sources-repository';
import { toToolError } from '@/lib/tools/to-tool-error';
import { hashJson } from '@/lib/tools/tool-fingerprint';
import { quarantineTool } from '@/lib/tools/internal/catalogue-sql';
import { listCatalogueForUpdate, releaseTool, type CatalogueTool } from '@/lib/tools/internal/tools-repository';

export interface Listing {
  readonly listed: readonly ListedTool[];
  /** Names of listed entries that are not valid tools. */
  readonly leftOut: readonly string[];
  /** Names of tools that this listing quarantined. */
  readonly quarantinedNow: readonly string[];
}

/**
 * Lists the tools of an MCP server and quarantines every accepted one that changed: another description, another
 * schema, or gone (a "rug pull"). The server is contacted outside of any transaction. A failure is recorded with the
 * source and thrown.
 * @throws AppError `mcp-*`, `egress-*`, `secret-*`; conflict `source-moved` when its connection was changed meanwhile
 */
export async function listAndQuarantine(
  source: SourceRow,
  actor: AuditActor,
  now: Date,
  signal: AbortSignal,
): Promise<Listing> {
  const { config } = source;
  if (config.kind !== 'mcp') throw new TypeError('only MCP servers list tools');
  let listing: RemoteListing;
  try {
    listing = await listRemoteTools(config, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (isAppError(error)) await recordFailure(source, actor, toToolError(error));
    throw error;
  }
  const { tools: listed, leftOut } = listing;
  return { listed, leftOut, quarantinedNow: await quarantineChanges(source, listed, actor, now) };
}

/** @returns the names of the tools that were quarantined now, or for another change than before */
async function quarantineChanges(
  source: SourceRow,
  listed: readonly ListedTool[],
  actor: AuditActor,
  now: Date,
): Promise<string[]> {
  return inTransaction(async (transaction) => {
    const { prisma, sql } = transaction;
    // One listing of a source at a time; the source may also have been deleted meanwhile.
    const current = await findSourceForUpdate(transaction, source.id);
    if (current === null) return [];
    requireSameConnection(source, current);
    const byName = new Map(listed.map((tool) => [tool.remoteName, tool]));
    const quarantined: { readonly tool: CatalogueTool; readonly proposal: ToolProposal }[] = [];
    const released: CatalogueTool[] = [];
    for (const tool of await listCatalogueForUpdate(transaction, source.id)) {
      const verdict = quarantineDecision(tool, byName);
      if (verdict === 'release') released.push(tool);
      else if (verdict !== null) quarantined.push({ tool, proposal: verdict });
    }
    for (const { tool, proposal } of quarantined) await quarantineTool(sql, tool.id, proposal, now);
    for (const { id } of released) await releaseTool(id, prisma);
    await recordListing(source.id, { listedAt: now }, prisma);
    const events = quarantined.map(({ tool, proposal }) =>
      toolEvent('tool.held', actor, tool, {
        proposalHash: hashProposal(proposal),
        gone: proposal.gone,
        acceptedFingerprint: tool.fingerprint,
      }),
    );
    events.push(
      ...released.map((tool) => toolEvent('tool.released', actor, tool, { acceptedFingerprint: tool.fingerprint })),
    );
    // A scheduled listing without changes is not recorded; one that an admin starts is.
    if (actor.actorId !== null || source.lastError !== null)
      events.unshift(sourceEvent('source.listed', actor, source, { tools: listed.length }));
    await recordEvents(sql, events);
    return quarantined.map(({ tool }) => tool.name);
  });
}

/**
 * The listing came from another server than the present one.
 * @throws AppError conflict `source-moved`
 */
export function requireSameConnection(asked: Pick<SourceRow, 'config'>, current: Pick<SourceRow, 'config'>): void {
  if (hashJson(asked.config) !== hashJson(current.config))
    throw new AppError({
      kind: 'conflict',
      code: 'source-moved',
      detail: 'its connection was changed meanwhile: list it again',
    });
}

/** Whether a tool is to be quarantined or released; null: it is as accepted, or already quarantined for this change. */
function quarantineDecision(
  tool: CatalogueTool,
  byName: ReadonlyMap<string, ListedTool>,
): ToolProposal | 'release' | null {
  if (tool.definition.kind !== 'mcp') return null;
  const offered = byName.get(tool.definition.remoteName);
  const isAsAccepted = offered?.hash === hashListing(tool.description, tool.inputSchema);
  // A quarantined tool stays so until an admin has reviewed it, even when the server reverts the change.
  if (isAsAccepted && tool.quarantinedAt === null) return null;
  if (isAsAccepted && tool.proposal !== null && 'moved' in tool.proposal && !tool.proposal.wasHeld) return 'release';
  const proposal = proposalOf(offered);
  const isQuarantinedForIt = tool.proposal === null ? false : hashProposal(tool.proposal) === hashProposal(proposal);
  return isQuarantinedForIt ? null : proposal;
}

function proposalOf(offered: ListedTool | undefined): ToolProposal {
  if (offered === undefined) return { gone: true };
  const { description, inputSchema, hash } = offered;
  if (isTooLarge(offered))
    return {
      gone: false,
      tooLarge: true,
      listedHash: hash,
      chars: description.length + JSON.stringify(inputSchema).length,
    };
  return { gone: false, description, inputSchema };
}

async function recordFailure(source: SourceRow, actor: AuditActor, error: ToolError): Promise<void> {
  await inTransaction(async ({ prisma, sql }) => {
    await recordListing(source.id, { error }, prisma);
    // The same hourly failure of an offline server would flood the log.
    if (actor.actorId !== null || source.lastError?.code !== error.code)
      await recordEvents(sql, [sourceEvent('source.listed', actor, source, { error }, 'failed')]);
  });
}
