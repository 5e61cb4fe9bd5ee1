import 'server-only';
import type { SqlRunner } from '@/lib/db/transaction';
import { fittingTools, maxToolTokens, totalSize, type Sized } from '@/lib/grants/internal/tool-budget';
import { selectPreferred } from '@/lib/grants/internal/pins-sql';

/**
 * Those of a person's tools that a prompt has room for. What they prefer is looked up only where not all of them fit.
 */
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
