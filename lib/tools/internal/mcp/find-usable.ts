import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isAppError } from '@/lib/errors/app-error';
import { computedMs } from '@/lib/tools/internal/arguments/run-bounded';
import type { ToolError } from '@/lib/tools/contracts';
import { checkInputSchema } from '@/lib/tools/internal/catalogue/check-tool';
import { toToolError } from '@/lib/tools/to-tool-error';
import type { SchemaNote } from '@/lib/tools/schema-note-contracts';
import type { ListedTool } from '@/lib/tools/internal/mcp/list-remote-tools';

/**
 * For compiling what one listing offers, some 5 ms for a usual schema. What is left over then cannot be used; the next
 * listing finds the first ones compiled.
 */
const COMPILE_BUDGET_MS = 4_000;

export interface Usability {
  /** Why the tool cannot be taken; null: it can be. */
  readonly problem: ToolError | null;
  /** What was cut of it, and what is not checked. */
  readonly notes: readonly SchemaNote[];
}

/**
 * Which of the listed tools could be taken, by their remote names, and why the others could not. Only the screen that
 * offers them and taking them ask; whether an accepted tool changed is decided by hashes alone, so that a server cannot
 * make itself unlistable. Others get their turn between two schemas; a single one is ended after 2 s.
 */
export async function findUsable(
  listed: readonly ListedTool[],
  budgetMs = COMPILE_BUDGET_MS,
): Promise<ReadonlyMap<string, Usability>> {
  const found = new Map<string, Usability>();
  let spentMs = 0;
  for (const tool of listed) {
    if (spentMs >= budgetMs) {
      found.set(tool.remoteName, { problem: { code: 'mcp-listing-slow' }, notes: tool.notes });
      continue;
    }
    await nextTurn();
    const startedMs = computedMs();
    found.set(tool.remoteName, usabilityOf(tool));
    spentMs += computedMs() - startedMs;
  }
  return found;
}

function usabilityOf({ inputSchema, notes }: ListedTool): Usability {
  try {
    return { problem: null, notes: [...notes, ...checkInputSchema(inputSchema)] };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { problem: toToolError(error), notes };
  }
}
