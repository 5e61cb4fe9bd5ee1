import type { Locale } from '@/lib/i18n/locales';
import type { AdminToolSummary } from '@/lib/tools/catalogue-contracts';
import { translateBuiltinTool } from '@/lib/tools/builtin-text-contracts';

export const TOOL_KINDS = ['builtin', 'http', 'mcp'] as const;
export const TOOL_STATES = ['enabled', 'off', 'quarantined', 'sample'] as const;
export type ToolStateFilter = (typeof TOOL_STATES)[number];

export interface ToolFilters {
  readonly search: string;
  readonly kind: (typeof TOOL_KINDS)[number] | null;
  readonly state: ToolStateFilter | null;
  /** Only tools of this source. */
  readonly sourceId: string | null;
}

export const NO_FILTERS: ToolFilters = { search: '', kind: null, state: null, sourceId: null };

const STATES: Record<ToolStateFilter, (tool: AdminToolSummary) => boolean> = {
  enabled: ({ enabled, quarantinedAt }) => enabled && quarantinedAt === null,
  off: ({ enabled }) => !enabled,
  quarantined: ({ quarantinedAt }) => quarantinedAt !== null,
  sample: ({ isSample }) => isSample,
};

/**
 * The tools that match: every word of the search is in the name, title, description or source, as translated or as
 * stored.
 */
export function filterTools(
  tools: readonly AdminToolSummary[],
  { search, kind, state, sourceId }: ToolFilters,
  locale: Locale,
): readonly AdminToolSummary[] {
  const words = search.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  return tools.flatMap((stored) => {
    const tool = translateBuiltinTool(stored, locale);
    const text = [tool.name, tool.title, tool.description, stored.title, stored.description, tool.source?.name ?? '']
      .join('\n')
      .toLowerCase();
    const fits =
      (kind === null || tool.kind === kind) &&
      (state === null || STATES[state](tool)) &&
      (sourceId === null || tool.source?.id === sourceId) &&
      words.every((word) => text.includes(word));
    return fits ? [tool] : [];
  });
}
