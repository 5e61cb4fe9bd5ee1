import 'server-only';
import type { GrantEffect, StoredTool, ToolError } from '@/lib/tools/contracts';

/** The same error for three cases: the tool never existed, it was deleted, or this person may not use it. */
export const NOT_GRANTED = { code: 'tool-not-granted' } as const satisfies ToolError;

/** Why nobody can call a tool now, whatever the grants are; null: it can be called. */
export function unavailability({
  enabled,
  quarantinedAt,
}: Pick<StoredTool, 'enabled' | 'quarantinedAt'>): 'tool-disabled' | 'tool-held' | null {
  if (!enabled) return 'tool-disabled';
  return quarantinedAt === null ? null : 'tool-held';
}

export type Availability =
  | { readonly error: null; readonly tool: StoredTool; readonly granted: Exclude<GrantEffect, 'deny'> }
  | { readonly error: ToolError };

/** Whether somebody with this grant can call a tool now. @param tool null: unknown or deleted */
export function availabilityOf(tool: StoredTool | null, effect: GrantEffect): Availability {
  if (tool === null || effect === 'deny') return { error: NOT_GRANTED };
  const unavailable = unavailability(tool);
  return unavailable === null ? { error: null, tool, granted: effect } : { error: { code: unavailable } };
}
