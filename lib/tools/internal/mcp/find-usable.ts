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
 * Most milliseconds for compiling the schemas of one listing; a usual schema takes some 5 ms. Tools beyond it are
 * unusable until the next listing, which finds the first schemas compiled.
 */
const COMPILE_BUDGET_MS = 4_000;

export interface Usability {
  /** Why the tool cannot be added; null: it can be. */
  readonly problem: ToolError | null;
  /** Which texts were cut, and which parts are not checked. */
  readonly notes: readonly SchemaNote[];
}

/**
 * Which of the listed tools can be added, by their remote names, and why the others cannot. Only used where tools are
 * chosen; whether an accepted tool changed is decided by hashes alone, so that a server cannot make its listing fail.
 * Other work runs between two schemas; a single schema is aborted after 2 s.
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
