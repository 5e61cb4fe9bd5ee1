import 'server-only';
import type { RemoteTool } from '@/lib/tools/catalogue-contracts';
import { makeToolName } from '@/lib/tools/internal/catalogue/make-tool-name';
import { findUsable } from '@/lib/tools/internal/mcp/find-usable';
import { hashListing, type ListedTool } from '@/lib/tools/internal/mcp/list-remote-tools';
import type { CatalogueTool } from '@/lib/tools/internal/tools-repository';

/** A server's tools with their state here; each new one gets a free name. */
export async function toRemoteTools(
  listed: readonly ListedTool[],
  chosen: readonly CatalogueTool[],
  taken: ReadonlySet<string>,
): Promise<RemoteTool[]> {
  const byName = new Map(
    chosen.flatMap((tool) => (tool.definition.kind === 'mcp' ? [[tool.definition.remoteName, tool] as const] : [])),
  );
  const usability = await findUsable(listed.filter(({ remoteName }) => !byName.has(remoteName)));
  const used = new Set(taken);
  return listed.map(({ remoteName, title, description, inputSchema, effect, hash, notes: cuts }) => {
    const tool = byName.get(remoteName);
    const suggestedName = tool?.name ?? makeToolName(remoteName, used);
    used.add(suggestedName);
    const { problem, notes } = usability.get(remoteName) ?? { problem: null, notes: cuts };
    return {
      remoteName,
      title,
      description,
      inputSchema,
      suggestedName,
      suggestedEffect: effect,
      listedHash: hash,
      state: stateOf(tool, hash, problem === null),
      toolId: tool?.id ?? null,
      problem,
      notes: [...notes],
    };
  });
}

function stateOf(tool: CatalogueTool | undefined, hash: string, isUsable: boolean): RemoteTool['state'] {
  if (tool !== undefined)
    return tool.quarantinedAt === null && hash === hashListing(tool.description, tool.inputSchema)
      ? 'chosen'
      : 'changed';
  return isUsable ? 'new' : 'unusable';
}
