import 'server-only';
import type { ReportDefinition } from '@/lib/analysis/definition-contracts';
import type { ReportContent } from '@/lib/analysis/result-contracts';
import type { Principal } from '@/lib/auth/contracts';
import { computeOver } from '@/lib/reports/internal/make-run';
import { requireDefinition } from '@/lib/reports/internal/require-definition';

const LONGEST_MS = 60_000;

/**
 * Computes a definition for a day without storing anything and without words.
 * @throws AppError `not-found` for the source, `report-definition-wrong`, `report-sql-admin-only`, those of the source
 */
export async function previewReport(
  principal: Principal,
  { definition, day }: { readonly definition: ReportDefinition; readonly day: string },
): Promise<ReportContent> {
  await requireDefinition(principal, definition, null);
  const { content } = await computeOver(definition, { day, signal: AbortSignal.timeout(LONGEST_MS) });
  return content;
}
