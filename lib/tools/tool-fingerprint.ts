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

/** Identifies what the model gets of a tool: two tools have the same one exactly when they look the same to it. */
export function toolFingerprint(tool: {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
}): string {
  return hashJson({ name: tool.name, description: tool.description, inputSchema: tool.inputSchema });
}

/**
 * Identifies what a call of a tool is and who decides about it: what the model gets, what is executed and where,
 * whether that changes something, and whose decision it needs. A call is made only while this is what it was when the
 * call was asked for. Not part of it: titles, limits of time and size, what deciders are shown, values of secrets.
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
 * Names all that an admin sets of a tool: who changes it sends back what they looked at. Not part of it: whether it is
 * enabled or quarantined.
 */
export function settingsHash(tool: StoredTool): string {
  const { name, title, description, inputSchema, definition, effect } = tool;
  return hashJson({ name, title, description, inputSchema, definition, effect, ...executionSettings(tool) });
}

/** How a server is reached, not how often it is listed; of a program of this machine also the operator's command. */
function reached({ relistMinutes: _, ...config }: McpConfig): unknown {
  const program = config.transport === 'stdio' ? getConfig().MCP_STDIO_SERVERS[config.server] : undefined;
  return { ...config, ...(program === undefined ? {} : { command: program.command, args: program.args }) };
}
