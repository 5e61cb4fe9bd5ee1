import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { sqlRunner, type SqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import type { ToolSourceDetail } from '@/lib/tools/catalogue-contracts';
import { toAdminToolSummary, toToolSource } from '@/lib/tools/internal/catalogue/to-admin-tool';
import { findSource } from '@/lib/tools/internal/sources-sql';
import { listCatalogue } from '@/lib/tools/tools-sql';

/** A source and the tools that were taken of it. @throws AppError `admin-only`, `not-found` */
export async function getToolSource(
  principal: Principal,
  sourceId: string,
  sql: SqlRunner = sqlRunner(),
): Promise<ToolSourceDetail> {
  requireAdmin(principal);
  const source = await findSource(sql, sourceId);
  if (source === null) throw notFound('tool source');
  return { source: toToolSource(source), tools: (await listCatalogue(sql, sourceId)).map(toAdminToolSummary) };
}
