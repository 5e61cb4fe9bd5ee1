import 'server-only';
import { z } from 'zod';
import type { ToolOutcome } from '@/lib/tools/tool-outcome';

const MAX_ERROR_CHARS = 1_000;

const partSchema = z.union([
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.enum(['image', 'audio']), mimeType: z.string().default(''), data: z.string() }),
  z.object({
    type: z.literal('resource'),
    resource: z.object({ uri: z.string(), mimeType: z.string().default(''), text: z.string().optional() }),
  }),
  z.object({ type: z.literal('resource_link'), uri: z.string(), name: z.string().default('') }),
  z.object({ type: z.string() }),
]);
const resultSchema = z.object({
  content: z.array(partSchema).optional(),
  structuredContent: z.json().optional(),
  isError: z.boolean().default(false),
  /** The result of servers with the first version of the protocol (2024-10-07). */
  toolResult: z.json().optional(),
});

/**
 * Converts a server's answer to text: its structured content as JSON if there is some, else its texts. Images, audio
 * and links are named and never loaded. A failure that the server reports is the outcome of the call.
 */
export function readMcpResult(result: unknown, mask: (text: string) => string): ToolOutcome {
  const parsed = resultSchema.safeParse(result);
  if (!parsed.success) return { ok: false, error: { code: 'mcp-unreadable' } };
  const { content = [], structuredContent = parsed.data.toolResult, isError } = parsed.data;
  // The protocol requires a list of contents, empty when there are none.
  if (parsed.data.content === undefined && structuredContent === undefined && !isError)
    return { ok: false, error: { code: 'mcp-no-content' } };
  const text = mask(content.map(describePart).join('\n'));
  if (isError)
    return { ok: false, error: { code: 'mcp-tool-error', values: { message: text.slice(0, MAX_ERROR_CHARS) } } };
  const answer =
    structuredContent === undefined || structuredContent === null ? text : mask(JSON.stringify(structuredContent));
  return { ok: true, type: isJson(answer) ? 'json' : 'text', text: answer };
}

function describePart(part: z.infer<typeof partSchema>): string {
  if ('text' in part) return part.text;
  if ('data' in part)
    return `[${part.type} ${part.mimeType}, ${Math.floor((part.data.length * 3) / 4)} bytes, not shown]`;
  if ('resource' in part) return part.resource.text ?? `[${part.resource.mimeType} ${part.resource.uri}, not shown]`;
  if ('uri' in part) return `[${part.name} ${part.uri}, not loaded]`;
  return `[${part.type}, not shown]`;
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
