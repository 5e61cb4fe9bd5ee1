/**
 * The command that the MCP project's conformance suite starts: lists the tools of the server it names and calls each,
 * as Yika does.
 */
import { setEnvironment } from '@/lib/config/environment';
import { mcpConfigSchema, storedToolSchema, TOOL_DEFAULTS, type JsonObject } from '@/lib/tools/contracts';
import { listRemoteTools, type ListedTool } from '@/lib/tools/internal/mcp/list-remote-tools';
import { invokeMcpTool } from '@/lib/tools/internal/mcp/invoke-mcp-tool';
import { asObject, member, objectsOf } from '@/lib/tools/internal/openapi/json-access';

const ID = '0199aaaa-0000-7000-8000-000000000001';
const { signal } = new AbortController();

setEnvironment({ LOG_LEVEL: 'warn' });
const config = mcpConfigSchema.parse({ kind: 'mcp', transport: 'http', url: process.argv.at(-1), isIntranet: true });
for (const tool of (await listRemoteTools(config, signal)).tools) {
  const outcome = await invokeMcpTool(toStored(tool), argumentsFor(tool), {
    callId: ID,
    personId: ID,
    locale: 'en',
    now: new Date(),
    signal,
    onSent: () => undefined,
  });
  if (!outcome.ok) throw new Error(`${tool.remoteName}: ${outcome.error.code}`);
}

function toStored({ remoteName, description, inputSchema }: ListedTool) {
  return storedToolSchema.parse({
    id: ID,
    name: 'tool',
    title: remoteName,
    description,
    kind: 'mcp',
    sourceId: ID,
    inputSchema,
    definition: { kind: 'mcp', remoteName },
    server: config,
    effect: 'read',
    enabled: true,
    hosts: [],
    intranetHosts: [],
    ...TOOL_DEFAULTS,
    approval: { mode: 'none' },
    fingerprint: '',
    quarantinedAt: null,
    isSample: false,
  });
}

/** A value for each argument that is a number or a text. */
function argumentsFor({ inputSchema }: ListedTool): JsonObject {
  return Object.fromEntries(
    objectsOf(asObject(member(inputSchema, 'properties'))).map(([name, { type }]) => [
      name,
      type === 'number' || type === 'integer' ? 2 : 'text',
    ]),
  );
}
