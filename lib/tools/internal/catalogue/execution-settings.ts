import type { StoredTool } from '@/lib/tools/contracts';

/** What an admin sets of how a tool is called: its hosts, its time (ms), how much of the result, and who approves. */
export function executionSettings({
  hosts,
  intranetHosts,
  timeoutMs,
  maxResultBytes,
  modelResultChars,
  approval,
}: StoredTool): Pick<
  StoredTool,
  'hosts' | 'intranetHosts' | 'timeoutMs' | 'maxResultBytes' | 'modelResultChars' | 'approval'
> {
  return { hosts, intranetHosts, timeoutMs, maxResultBytes, modelResultChars, approval };
}
