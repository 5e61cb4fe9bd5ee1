import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { sqlRunner, type SqlRunner } from '@/lib/db/transaction';
import { notFound } from '@/lib/errors/app-error';
import type { AdminTool } from '@/lib/tools/catalogue-contracts';
import { toAdminTool } from '@/lib/tools/internal/catalogue/to-admin-tool';
import { findCatalogueTool } from '@/lib/tools/tools-sql';

/** A tool with all its settings, and what changed when it is held. @throws AppError `admin-only`, `not-found` */
export async function getAdminTool(
  principal: Principal,
  toolId: string,
  sql: SqlRunner = sqlRunner(),
): Promise<AdminTool> {
  requireAdmin(principal);
  const tool = await findCatalogueTool(sql, toolId);
  if (tool === null) throw notFound('tool');
  return toAdminTool(tool);
}
