import 'server-only';
import type { Principal } from '@/lib/auth/contracts';
import { requireAdmin } from '@/lib/auth/require-admin';
import { getConfig } from '@/lib/config/config';
import type { ToolSources } from '@/lib/tools/catalogue-contracts';
import { toToolSource } from '@/lib/tools/internal/catalogue/to-admin-tool';
import { listSourceRows } from '@/lib/tools/internal/sources-repository';

/**
 * The sources of tools, by name.
 * @throws AppError `admin-only`
 */
export async function listToolSources(principal: Principal): Promise<ToolSources> {
  requireAdmin(principal);
  const rows = await listSourceRows();
  return { sources: rows.map(toToolSource), stdioServers: Object.keys(getConfig().MCP_STDIO_SERVERS).sort() };
}
