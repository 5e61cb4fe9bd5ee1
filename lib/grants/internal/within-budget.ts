import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import { fittingTools, maxToolTokens, totalSize, type Sized } from '@/lib/grants/internal/tool-budget';
import { selectPreferred } from '@/lib/grants/internal/pins-sql';

/** The person's tools that fit into a prompt. Their preferences are read only when not all tools fit. */
export async function withinBudget<Tool extends Sized>(
  sql: SqlRunner,
  personId: string,
  granted: readonly Tool[],
): Promise<readonly Tool[]> {
  const maxTokens = maxToolTokens();
  if (totalSize(granted).tokens <= maxTokens) return granted;
  return fittingTools(
    granted,
    maxTokens,
    await selectPreferred(
      sql,
      personId,
      granted.map(({ id }) => id),
    ),
  );
}
