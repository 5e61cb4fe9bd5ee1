import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '@/lib/errors/app-error';
import { jsonObjectSchema, type JsonObject, type McpConfig, type ToolEffect } from '@/lib/tools/contracts';
import { hashJson } from '@/lib/tools/internal/tool-fingerprint';
import { toMcpError } from '@/lib/tools/internal/mcp/mcp-error';
import type { McpConnection, McpLimits } from '@/lib/tools/internal/mcp/open-mcp-client';
import { withMcpClient } from '@/lib/tools/internal/mcp/with-mcp-client';

const LIST_TIMEOUT_MS = 20_000;
const MAX_LIST_BYTES = 5_000_000;
const MAX_PAGES = 20;
const MAX_TOOLS = 500;

const listedSchema = z.object({
  name: z.string().min(1).max(200),
  title: z.string().optional(),
  description: z.string().default(''),
  inputSchema: jsonObjectSchema,
  annotations: z.object({ readOnlyHint: z.boolean().optional(), title: z.string().optional() }).optional(),
});

/** A tool as a server offers it now. */
export interface ListedTool {
  readonly remoteName: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly effect: ToolEffect;
  /** Over the description and the schema: what is accepted or differs. */
  readonly hash: string;
}

/** Names what an admin accepts of a remote tool. */
export function hashListing(description: string, inputSchema: JsonObject): string {
  return hashJson({ description, inputSchema });
}

/**
 * Asks an MCP server for its tools, all pages. Of two with one name the first counts.
 * @throws AppError `mcp-*`, `egress-*`
 */
export async function listRemoteTools(config: McpConfig, signal: AbortSignal, timeoutMs = LIST_TIMEOUT_MS): Promise<ListedTool[]> {
  const limits = { timeoutMs, maxBytes: MAX_LIST_BYTES, signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) };
  try {
    return await withMcpClient(config, limits, (connection) => listAllPages(connection, limits));
  } catch (error) {
    signal.throwIfAborted();
    // Of its own clock as well, which ends a server that answers page after page.
    throw toMcpError(error);
  }
}

async function listAllPages({ client, mask }: McpConnection, { signal, timeoutMs }: McpLimits): Promise<ListedTool[]> {
  const found = new Map<string, ListedTool>();
  // A server that has no tools any more need not say that it can list them.
  if (client.initializeResult.capabilities.tools === undefined) return [];
  let cursor: string | undefined;
  // All that are listed, also twice: what is not kept is read as well.
  let count = 0;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const listed = await client.listTools({ ...(cursor === undefined ? {} : { params: { cursor } }), options: { signal, timeout: timeoutMs } });
    count += listed.tools.length;
    if (count > MAX_TOOLS) throw new AppError({ kind: 'too-large', code: 'mcp-too-many-tools', detail: 'the server lists too many tools', values: { max: MAX_TOOLS } });
    for (const tool of listed.tools) {
      // Each may be megabytes; others get their turn in between.
      await nextTurn();
      signal.throwIfAborted();
      const parsed = listedSchema.safeParse(withoutSecrets(tool, mask));
      if (parsed.success && !found.has(parsed.data.name)) found.set(parsed.data.name, toListed(parsed.data));
    }
    cursor = listed.nextCursor;
    if (cursor === undefined) break;
  }
  return [...found.values()];
}

/** A server may echo what it was sent; its words go to the model and onto the screen. Null when nothing readable is left. */
function withoutSecrets(tool: unknown, mask: McpConnection['mask']): unknown {
  const text = JSON.stringify(tool);
  const masked = mask(text);
  if (masked === text) return tool;
  try {
    return JSON.parse(masked);
  } catch {
    // A number that was a secret leaves no JSON behind.
    return null;
  }
}

function toListed({ name, title, description, inputSchema, annotations }: z.infer<typeof listedSchema>): ListedTool {
  return {
    remoteName: name,
    title: (title ?? annotations?.title ?? name).slice(0, 120),
    description,
    inputSchema,
    effect: annotations?.readOnlyHint === true ? 'read' : 'change',
    hash: hashListing(description, inputSchema),
  };
}
