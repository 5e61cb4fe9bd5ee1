import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isAppError } from '@/lib/errors/app-error';
import { computedMs } from '@/lib/tools/internal/arguments/run-bounded';
import { requireUsableSchema } from '@/lib/tools/internal/arguments/validate-arguments';
import { isTooLarge } from '@/lib/tools/internal/catalogue/check-tool';
import type { ListedTool } from '@/lib/tools/internal/mcp/list-remote-tools';

/** For compiling what one listing offers, some 5 ms for a usual schema. What is left over then cannot be used; the next listing finds the first ones compiled. */
const COMPILE_BUDGET_MS = 4_000;

/**
 * Which of the listed tools could be taken, by their remote names. Only the screen that offers them asks; whether an accepted tool changed is told by hashes
 * alone, so that a server cannot make itself unlistable. Others get their turn between two schemas; a single one is ended after 2 s.
 */
export async function findUsable(listed: readonly ListedTool[], budgetMs = COMPILE_BUDGET_MS): Promise<ReadonlySet<string>> {
  const usable = new Set<string>();
  let spentMs = 0;
  for (const tool of listed) {
    if (spentMs >= budgetMs) break;
    await nextTurn();
    const startedMs = computedMs();
    if (isUsable(tool)) usable.add(tool.remoteName);
    spentMs += computedMs() - startedMs;
  }
  return usable;
}

function isUsable(tool: ListedTool): boolean {
  if (isTooLarge(tool)) return false;
  try {
    requireUsableSchema(tool.inputSchema, 'tool');
    return true;
  } catch (error) {
    if (!isAppError(error)) throw error;
    // Told to the admin as `unusable`; the reason is the server's to mend.
    return false;
  }
}
