import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import type { Transaction } from '@/lib/db/in-transaction';
import { notFound } from '@/lib/errors/app-error';
import type { ToolSourceDetail } from '@/lib/tools/catalogue-contracts';
import { toAdminToolSummary, toToolSource } from '@/lib/tools/internal/catalogue/to-admin-tool';
import { findSource } from '@/lib/tools/internal/sources-repository';
import { listCatalogue } from '@/lib/tools/internal/tools-repository';

/**
 * A source with the tools that were added from it.
 * @throws AppError `admin-only`, `not-found`
 */
export async function getToolSource(
  principal: Principal,
  sourceId: string,
  transaction?: Transaction,
): Promise<ToolSourceDetail> {
  requireAdmin(principal);
  const source = await findSource(sourceId, transaction?.prisma);
  if (source === null) throw notFound('tool source');
  return {
    source: toToolSource(source),
    tools: (await listCatalogue(sourceId, transaction?.prisma)).map(toAdminToolSummary),
  };
}
