import 'server-only';
import { getEngine } from '@/lib/engine/current-engine';
import { estimateTokens } from '@/lib/engine/estimate-tokens';
import type { StoredTool } from '@/lib/tools/contracts';

/**
 * Of the engine's context: a quarter is kept for the answer (lib/engine/fit-context.ts), and the conversation has what
 * is left.
 */
const MAX_CONTEXT_SHARE = 1 / 3;
/** Sizes that are remembered: less than a megabyte. */
const MAX_KNOWN_SIZES = 5_000;

/**
 * What a tool takes of a prompt: its description for the model, in characters and in tokens, estimated on the high
 * side.
 */
export interface PromptSize {
  readonly chars: number;
  readonly tokens: number;
}

/** A tool with the size it has in a prompt. */
export interface Sized {
  readonly id: string;
  readonly size: PromptSize;
}

/** Most tokens that the tools of one prompt may have together, by the estimate. */
export function maxToolTokens(): number {
  return Math.floor(getEngine().contextTokens * MAX_CONTEXT_SHARE);
}

/** By fingerprint: measured once, however often the tools are read. */
const knownSizes = new Map<string, PromptSize>();

/** The part of a prompt that a tool takes: JSON characters and estimated tokens. Cached by fingerprint. */
export function promptSizeOf({
  fingerprint,
  name,
  description,
  inputSchema,
}: Pick<StoredTool, 'fingerprint' | 'name' | 'description' | 'inputSchema'>): PromptSize {
  const known = knownSizes.get(fingerprint);
  if (known !== undefined) return known;
  const text = JSON.stringify({ type: 'function', function: { name, description, parameters: inputSchema } });
  const size = { chars: text.length, tokens: estimateTokens(text) };
  if (knownSizes.size >= MAX_KNOWN_SIZES) knownSizes.clear();
  knownSizes.set(fingerprint, size);
  return size;
}

/** The sum of the sizes of all tools. */
export function totalSize(tools: readonly Sized[]): PromptSize {
  return {
    chars: tools.reduce((sum, { size }) => sum + size.chars, 0),
    tokens: tools.reduce((sum, { size }) => sum + size.tokens, 0),
  };
}

/**
 * Those of the tools that fit into so many tokens together, in the order they were given in, so that a prompt begins
 * the same way every time. Room is given to the preferred ones first, in their order, then to the others in theirs; one
 * that is too large leaves its room to smaller ones behind it.
 * @param preferred ids, also of tools that are not among them
 */
export function fittingTools<Tool extends Sized>(
  tools: readonly Tool[],
  maxTokens: number,
  preferred: readonly string[],
): Tool[] {
  const byId = new Map(tools.map((tool) => [tool.id, tool]));
  const first = preferred.flatMap((id) => byId.get(id) ?? []);
  const fitting = new Set<Tool>();
  let left = maxTokens;
  for (const tool of new Set([...first, ...tools])) {
    if (tool.size.tokens > left) continue;
    left -= tool.size.tokens;
    fitting.add(tool);
  }
  return tools.filter((tool) => fitting.has(tool));
}
