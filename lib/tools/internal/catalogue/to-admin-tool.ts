import 'server-only';
import type {
  AdminTool,
  AdminToolSummary,
  Quarantine,
  ToolProposal,
  ToolSource,
} from '@/lib/tools/catalogue-contracts';
import { isTooLarge } from '@/lib/tools/internal/catalogue/check-tool';
import { executionSettings } from '@/lib/tools/internal/catalogue/execution-settings';
import { toolDifferences } from '@/lib/tools/internal/catalogue/schema-differences';
import type { SourceRow } from '@/lib/tools/internal/sources-repository';
import { hashJson, settingsHash } from '@/lib/tools/tool-fingerprint';
import type { CatalogueTool } from '@/lib/tools/internal/tools-repository';

/** A tool as the list of the administration returns it. */
export function toAdminToolSummary(tool: CatalogueTool): AdminToolSummary {
  const { id, name, title, description, kind, effect, enabled, isSample, sourceId, sourceKind, sourceName } = tool;
  return {
    id,
    name,
    title,
    description,
    kind,
    effect,
    enabled,
    isSample,
    source:
      sourceId === null || sourceKind === null || sourceName === null
        ? null
        : { id: sourceId, kind: sourceKind, name: sourceName },
    quarantinedAt: tool.quarantinedAt?.toISOString() ?? null,
    approvalMode: tool.approval.mode,
    updatedAt: tool.updatedAt.toISOString(),
  };
}

/** A tool as the form of the administration returns it. */
export function toAdminTool(tool: CatalogueTool): AdminTool {
  const { inputSchema, definition, fingerprint } = tool;
  return {
    ...toAdminToolSummary(tool),
    inputSchema,
    definition,
    ...executionSettings(tool),
    fingerprint,
    settingsHash: settingsHash(tool),
    quarantine:
      tool.quarantinedAt === null || tool.proposal === null
        ? null
        : toQuarantine(tool, tool.quarantinedAt, tool.proposal),
    createdAt: tool.createdAt.toISOString(),
  };
}

/** Identifies a proposal, so that an acceptance refers to what was reviewed. */
export function hashProposal(proposal: ToolProposal): string {
  return hashJson(proposal);
}

function toQuarantine(tool: CatalogueTool, quarantinedAt: Date, proposal: ToolProposal): Quarantine {
  const base = { since: quarantinedAt.toISOString(), proposalHash: hashProposal(proposal) };
  const noProposal = { description: null, inputSchema: null, differences: [] };
  if (proposal.gone || 'moved' in proposal)
    return { ...base, ...noProposal, gone: proposal.gone, moved: !proposal.gone, isCut: false };
  if ('tooLarge' in proposal || isTooLarge(proposal))
    return { ...base, ...noProposal, gone: false, moved: false, isCut: true };
  return {
    ...base,
    gone: false,
    moved: false,
    description: proposal.description,
    inputSchema: proposal.inputSchema,
    ...toolDifferences(tool, proposal),
  };
}

/** A source of tools as the API returns it. */
export function toToolSource(row: SourceRow): ToolSource {
  const { id, kind, name, config, toolCount, quarantinedCount, lastError } = row;
  return {
    id,
    kind,
    name,
    config,
    toolCount,
    quarantinedCount,
    lastError,
    listedAt: row.listedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
