import 'server-only';
import { checkDefinition } from '@/lib/analysis/check-definition';
import type { ReportContent } from '@/lib/analysis/result-contracts';
import type { Principal } from '@/lib/auth/contracts';
import { AppError } from '@/lib/errors/app-error';
import { requireSqlAuthor } from '@/lib/reports/internal/hand-written-sql';
import { computeOver } from '@/lib/reports/internal/make-run';
import { requireSource } from '@/lib/sources/require-source';
import type { ReportDefinition } from '@/lib/analysis/definition-contracts';

const LONGEST_MS = 60_000;

/**
 * Computes a definition for a day without storing anything and without words.
 * @throws AppError `not-found` for the source, `report-definition-wrong`, `report-sql-admin-only`, those of the source
 */
export async function previewReport(
  principal: Principal,
  { definition, day }: { readonly definition: ReportDefinition; readonly day: string },
): Promise<ReportContent> {
  const { kind } = await requireSource(principal, definition.sourceId);
  const problem = checkDefinition(definition, kind);
  if (problem !== null) {
    const { place, detail } = problem;
    throw new AppError({ kind: 'invalid', code: 'report-definition-wrong', detail, values: { place, detail } });
  }
  requireSqlAuthor(principal, definition, null);
  const { content } = await computeOver(definition, { day, signal: AbortSignal.timeout(LONGEST_MS) });
  return content;
}
