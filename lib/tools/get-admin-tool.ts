import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import type { Transaction } from '@/lib/db/in-transaction';
import { notFound } from '@/lib/errors/app-error';
import type { AdminTool } from '@/lib/tools/catalogue-contracts';
import { toAdminTool } from '@/lib/tools/internal/catalogue/to-admin-tool';
import { selectCatalogueTool } from '@/lib/tools/internal/tools-repository';

/** A tool with all its settings, and what changed when it is quarantined. @throws AppError `admin-only`, `not-found` */
export async function getAdminTool(
  principal: Principal,
  toolId: string,
  transaction?: Transaction,
): Promise<AdminTool> {
  requireAdmin(principal);
  const tool = await selectCatalogueTool(toolId, transaction?.prisma);
  if (tool === null) throw notFound('tool');
  return toAdminTool(tool);
}
