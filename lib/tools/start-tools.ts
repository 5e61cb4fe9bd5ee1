import 'server-only';
import { endStdioClients } from '@/lib/tools/internal/mcp/stdio-clients';
import { startRelisting, stopRelisting } from '@/lib/tools/internal/sources/relist-timer';
import type { CarryOpenCalls } from '@/lib/tools/open-calls';
import { seedTools } from '@/lib/tools/seed-tools';

/**
 * Starts the background work for tools, once per process: adds the tools of a fresh install, and lists MCP servers
 * periodically.
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
