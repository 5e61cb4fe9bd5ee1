import 'server-only';
import { createHash } from 'node:crypto';
import { canonicalJson } from '@/lib/audit/canonical-json';
import { getConfig } from '@/lib/config/config';
import type { JsonObject, McpConfig, StoredTool } from '@/lib/tools/contracts';
import { executionSettings } from '@/lib/tools/internal/catalogue/execution-settings';

/** SHA-256 (hex) of a value's canonical JSON (RFC 8785). */
export function hashJson(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** Identifies how a tool looks to the model: name, description and schema. */
export function toolFingerprint(tool: {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
}): string {
  return hashJson({ name: tool.name, description: tool.description, inputSchema: tool.inputSchema });
}

/**
 * Identifies what a call of a tool does and who approves it: how it looks to the model, what is executed and where,
 * whether that changes something, and whose approval it needs. A call is executed only while this is the same as when
 * it was requested. Not part of it: titles, limits of time and size, what approvers are shown, values of secrets.
 */
export function callFingerprint({
  fingerprint,
  definition,
  server,
  effect,
  hosts,
  intranetHosts,
  approval,
}: StoredTool): string {
  const { expiresMinutes: _, lookUps: _shown, ...deciders } = approval;
  return hashJson({
    fingerprint,
    definition,
    server: server === null ? null : reached(server),
    effect,
    hosts,
    intranetHosts,
    deciders,
  });
}

/**
 * Identifies all settings that an admin can change; a change sends it back to prove which settings were seen. Not part
 * of it: whether the tool is enabled or quarantined.
 */
export function settingsHash(tool: StoredTool): string {
  const { name, title, description, inputSchema, definition, effect } = tool;
  return hashJson({ name, title, description, inputSchema, definition, effect, ...executionSettings(tool) });
}

/** How a server is reached, without how often it is listed; for a local program also the operator's command. */
function reached({ relistMinutes: _, ...config }: McpConfig): unknown {
  const program = config.transport === 'stdio' ? getConfig().MCP_STDIO_SERVERS[config.server] : undefined;
  return { ...config, ...(program === undefined ? {} : { command: program.command, args: program.args }) };
}
