import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '@/lib/errors/app-error';
import { jsonObjectSchema, type JsonObject, type McpConfig, type ToolEffect } from '@/lib/tools/contracts';
import { localReferences } from '@/lib/tools/internal/arguments/local-references';
import { shortenListing } from '@/lib/tools/internal/mcp/shorten-listing';
import type { SchemaNote } from '@/lib/tools/schema-note-contracts';
import { hashJson } from '@/lib/tools/tool-fingerprint';
import { toMcpError } from '@/lib/tools/internal/mcp/mcp-error';
import type { McpConnection, McpLimits } from '@/lib/tools/internal/mcp/open-mcp-client';
import { withMcpClient } from '@/lib/tools/internal/mcp/with-mcp-client';

const LIST_TIMEOUT_MS = 20_000;
const MAX_LIST_BYTES = 5_000_000;
const MAX_PAGES = 20;
const MAX_TOOLS = 500;

/** Other invalid fields of a tool are treated as missing. */
const listedSchema = z.object({
  name: z.string().min(1).max(200),
  title: z.string().optional().catch(undefined),
  description: z.string().catch(''),
  inputSchema: jsonObjectSchema.default({ type: 'object' }),
  annotations: z
    .object({ readOnlyHint: z.boolean().optional(), title: z.string().optional() })
    .optional()
    .catch(undefined),
});
const pageSchema = z.looseObject({ tools: z.array(z.unknown()), nextCursor: z.string().nullish() });
const namedSchema = z.object({ name: z.string() });
const MAX_NAME_CHARS = 80;

/** A tool as a server offers it now. */
export interface ListedTool {
  readonly remoteName: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly effect: ToolEffect;
  /** Hash of the description and the schema, for acceptance and comparison. */
  readonly hash: string;
  /** Which texts were cut. */
  readonly notes: readonly SchemaNote[];
}

export interface RemoteListing {
  readonly tools: readonly ListedTool[];
  /**
   * Names of listed entries that are not valid tools: without a usable name or schema, or with the name of another one.
   */
  readonly leftOut: readonly string[];
}

/** Identifies what an admin accepts of a remote tool. */
export function hashListing(description: string, inputSchema: JsonObject): string {
  return hashJson({ description, inputSchema });
}

/**
 * Lists the tools of an MCP server, all pages. Of two tools with one name the first counts.
 * @throws AppError `mcp-*`, `egress-*`
 */
export async function listRemoteTools(
  config: McpConfig,
  signal: AbortSignal,
  timeoutMs = LIST_TIMEOUT_MS,
): Promise<RemoteListing> {
  const limits = {
    timeoutMs,
    maxBytes: MAX_LIST_BYTES,
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  };
  try {
    return await withMcpClient(config, limits, (connection) => listAllPages(connection, limits));
  } catch (error) {
    signal.throwIfAborted();
    // A time limit of its own ends a server that returns page after page.
    throw toMcpError(error);
  }
}

async function listAllPages({ client, mask }: McpConnection, { signal, timeoutMs }: McpLimits): Promise<RemoteListing> {
  const found = new Map<string, ListedTool>();
  const leftOut: string[] = [];
  // A server without tools need not announce that it can list them.
  if (client.getServerCapabilities()?.tools === undefined) return { tools: [], leftOut };
  let cursor: string | undefined;
  // Counts all listed entries, also duplicates: what is not kept is read as well.
  let count = 0;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    // Not `listTools`: it refuses the whole list for one invalid tool.
    const listed = await client.request(
      { method: 'tools/list', ...(cursor === undefined ? {} : { params: { cursor } }) },
      pageSchema,
      { signal, timeout: timeoutMs },
    );
    count += listed.tools.length;
    if (count > MAX_TOOLS)
      throw new AppError({
        kind: 'too-large',
        code: 'mcp-too-many-tools',
        detail: 'the server lists too many tools',
        values: { max: MAX_TOOLS },
      });
    for (const tool of listed.tools) {
      // Each entry may be megabytes: other work runs in between.
      await nextTurn();
      signal.throwIfAborted();
      const parsed = listedSchema.safeParse(withoutSecrets(tool, mask));
      if (parsed.success && !found.has(parsed.data.name)) found.set(parsed.data.name, toListed(parsed.data));
      else
        leftOut.push(
          mask(namedSchema.safeParse(tool).data?.name ?? '')
            .slice(0, MAX_NAME_CHARS)
            .toWellFormed(),
        );
    }
    cursor = listed.nextCursor ?? undefined;
    if (cursor === undefined) break;
  }
  return { tools: [...found.values()], leftOut };
}

/**
 * Masks secrets: a server may echo what it was sent, and its texts go to the model and the screen. Null when the result
 * is not readable.
 */
function withoutSecrets(tool: unknown, mask: McpConnection['mask']): unknown {
  const text = JSON.stringify(tool);
  const masked = mask(text);
  if (masked === text) return tool;
  try {
    return JSON.parse(masked);
  } catch {
    // Masking a secret that is a number makes the JSON invalid.
    return null;
  }
}

function toListed({
  name,
  title,
  description: given,
  inputSchema: givenSchema,
  annotations,
}: z.infer<typeof listedSchema>): ListedTool {
  const { description, inputSchema, notes } = shortenListing(given, localReferences(givenSchema));
  return {
    remoteName: name,
    title: (title ?? annotations?.title ?? name).slice(0, 120),
    description,
    inputSchema,
    effect: annotations?.readOnlyHint === true ? 'read' : 'change',
    hash: hashListing(description, inputSchema),
    notes,
  };
}
