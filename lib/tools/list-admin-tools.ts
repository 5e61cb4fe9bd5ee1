import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import type { AdminTools } from '@/lib/tools/catalogue-contracts';
import { toAdminToolSummary } from '@/lib/tools/internal/catalogue/to-admin-tool';
import { listCatalogue } from '@/lib/tools/internal/tools-repository';

/** Every tool by name, also disabled and quarantined ones. @throws AppError `admin-only` */
export async function listAdminTools(principal: Principal): Promise<AdminTools> {
  requireAdmin(principal);
  return { tools: (await listCatalogue()).map(toAdminToolSummary) };
}
