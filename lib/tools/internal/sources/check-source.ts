import 'server-only';
import { getConfig } from '@/lib/config/config';
import { isTaken } from '@/lib/db/refusal';
import type { SqlRunner } from '@/lib/db/transaction';
import { AppError } from '@/lib/errors/app-error';
import type { McpConfig, StoredTool } from '@/lib/tools/contracts';
import { checkUrl } from '@/lib/egress/check-url';
import { CONNECTION_HEADERS } from '@/lib/egress/request-headers';
import { requireSecrets } from '@/lib/secrets/require-secrets';
import { referredSecrets } from '@/lib/secrets/contracts';

/** @throws AppError `source-name-taken`, or the given error when it is another one */
export function refuseTakenSourceName(error: unknown): never {
  if (!isTaken(error, 'tool_source_name_key')) throw error;
  throw new AppError({
    kind: 'conflict',
    code: 'source-name-taken',
    detail: 'another source has this name',
    cause: error,
  });
}

/**
 * Checks that an MCP server may be used as it is configured. Runs in the transaction that saves it.
 * @throws AppError `egress-url`, `mcp-command-unknown`, `tool-header-name`, `secret-*`
 */
export async function checkMcpConfig(sql: SqlRunner, config: McpConfig): Promise<void> {
  if (config.transport === 'stdio') {
    if (Object.hasOwn(getConfig().MCP_STDIO_SERVERS, config.server)) return;
    throw new AppError({
      kind: 'invalid',
      code: 'mcp-command-unknown',
      detail: 'MCP_STDIO_SERVERS does not name this server',
      values: { server: config.server },
    });
  }
  const url = checkUrl(config.url);
  const refused = config.headers.find(({ name }) => CONNECTION_HEADERS.has(name.toLowerCase()));
  if (refused !== undefined)
    throw new AppError({
      kind: 'invalid',
      code: 'tool-header-name',
      detail: 'this header is set by the connection',
      values: { name: refused.name },
    });
  await requireSecrets(sql, [...new Set(config.headers.flatMap(({ value }) => referredSecrets(value)))], url);
}

/** The hosts that requests of a server's tools are sent to; none for a local program. */
export function hostsOf(config: McpConfig): Pick<StoredTool, 'hosts' | 'intranetHosts'> {
  if (config.transport === 'stdio') return { hosts: [], intranetHosts: [] };
  const { host } = new URL(config.url);
  return { hosts: [host], intranetHosts: config.isIntranet ? [host] : [] };
}

/** The details of a server in the audit log: its address, and the names of its headers without values. */
export function describeMcpConfig(config: McpConfig): Readonly<Record<string, unknown>> {
  if (config.transport === 'stdio') return { ...config };
  return { ...config, url: withoutQuery(config.url), headers: config.headers.map(({ name }) => name) };
}

/** An address without its query, for the audit log: some servers take their key in the query. */
export function withoutQuery(address: string): string {
  const url = new URL(address);
  return url.search === '' ? address : `${url.origin}${url.pathname}?…`;
}
