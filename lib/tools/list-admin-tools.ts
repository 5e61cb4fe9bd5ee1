import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { sqlRunner } from '@/lib/db/transaction';
import type { AdminTools } from '@/lib/tools/catalogue-contracts';
import { toAdminToolSummary } from '@/lib/tools/internal/catalogue/to-admin-tool';
import { listCatalogue } from '@/lib/tools/tools-sql';

/** Every tool by name, also disabled and held ones. @throws AppError `admin-only` */
export async function listAdminTools(principal: Principal): Promise<AdminTools> {
  requireAdmin(principal);
  return { tools: (await listCatalogue(sqlRunner())).map(toAdminToolSummary) };
}
