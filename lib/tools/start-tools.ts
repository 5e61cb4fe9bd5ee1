import 'server-only';
import { endStdioClients } from '@/lib/tools/internal/mcp/stdio-clients';
import { startRelisting, stopRelisting } from '@/lib/tools/internal/sources/relist-timer';
import type { CarryOpenCalls } from '@/lib/tools/open-calls';
import { seedTools } from '@/lib/tools/seed-tools';

/**
 * What this process does for tools besides answering requests: the tools of a fresh install, and listing MCP servers
 * again. Once a process.
 */
export async function startTools(carryOpenCalls: CarryOpenCalls): Promise<void> {
  startRelisting();
  await seedTools(carryOpenCalls);
}

/** Ends the listing and the processes of stdio servers. */
export function stopTools(): void {
  stopRelisting();
  endStdioClients();
}
