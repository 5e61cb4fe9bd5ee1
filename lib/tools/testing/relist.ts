/** What the timer does, and what a server offers now, for tests of other modules. */
export { relistDue } from '@/lib/tools/internal/sources/relist-timer';
export { listRemoteTools } from '@/lib/tools/internal/mcp/list-remote-tools';
