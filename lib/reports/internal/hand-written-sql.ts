import 'server-only';
import type { ReportDefinition } from '@/lib/analysis/definition-contracts';
import type { Principal } from '@/lib/auth/contracts';
import { AppError } from '@/lib/errors/app-error';
import { definitionWrong } from '@/lib/reports/internal/definition-wrong';
import { checkStatement } from '@/lib/sources/check-statement';
import { readStructure } from '@/lib/sources/test-source';

/**
 * SQL by hand is written by administrators; who changes a report may keep what stands there. Each new version is
 * reviewed before it is sent.
 * @param before the version that is changed, or null
 * @throws AppError `report-sql-admin-only`
 */
export function requireSqlAuthor(
  { role }: Pick<Principal, 'role'>,
  definition: ReportDefinition,
  before: ReportDefinition | null,
): void {
  if (role === 'admin') return;
  const isSameSource = before?.sourceId === definition.sourceId;
  const known = new Set(isSameSource ? textsOf(before).map(({ text }) => text) : []);
  if (textsOf(definition).every(({ text }) => known.has(text))) return;
  const detail = 'SQL by hand is for administrators';
  throw new AppError({ kind: 'forbidden', code: 'report-sql-admin-only', detail });
}

/**
 * Checks a definition's SQL by hand against the tables that its source's account may read. Also before each run: rights
 * may have changed.
 * @throws AppError `report-definition-wrong` with the data set, those of the source
 */
export async function requireStatements(definition: ReportDefinition): Promise<void> {
  const texts = textsOf(definition);
  if (texts.length === 0) return;
  const { tables } = await readStructure(definition.sourceId);
  const allowed = new Set(tables.map(({ schema, name }) => `${schema}.${name}`));
  for (const { name, text } of texts) {
    const detail = await checkStatement(text, allowed);
    if (detail !== null) throw definitionWrong({ place: `datasets.${name}`, detail });
  }
}

function textsOf({ datasets }: ReportDefinition): readonly { readonly name: string; readonly text: string }[] {
  return datasets.flatMap((dataset) => (dataset.kind === 'sql' ? [dataset] : []));
}
