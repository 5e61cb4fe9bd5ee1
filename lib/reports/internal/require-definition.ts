import 'server-only';
import { checkDefinition } from '@/lib/analysis/check-definition';
import type { ReportDefinition } from '@/lib/analysis/definition-contracts';
import type { Principal } from '@/lib/auth/contracts';
import { definitionWrong } from '@/lib/reports/internal/definition-wrong';
import { requireSqlAuthor } from '@/lib/reports/internal/hand-written-sql';
import { requireSource } from '@/lib/sources/require-source';

/**
 * Requires a definition that is whole, of a source that the person may use, with SQL by hand that the person may write.
 * @param before the version that is changed, or null
 * @throws AppError `not-found` for the source, `report-definition-wrong`, `report-sql-admin-only`
 */
export async function requireDefinition(
  principal: Principal,
  definition: ReportDefinition,
  before: ReportDefinition | null,
): Promise<void> {
  const { kind } = await requireSource(principal, definition.sourceId);
  const problem = checkDefinition(definition, kind);
  if (problem !== null) throw definitionWrong(problem);
  requireSqlAuthor(principal, definition, before);
}
