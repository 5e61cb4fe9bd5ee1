import 'server-only';
import { getEngine } from '@/lib/engine/current-engine';
import { estimateTokens } from '@/lib/engine/estimate-tokens';
import type { StoredTool } from '@/lib/tools/contracts';

/**
 * Share of the engine's context. A quarter is reserved for the answer (lib/engine/fit-context.ts), and the rest is for
 * the conversation.
 */
const MAX_CONTEXT_SHARE = 1 / 3;
/** Cached sizes: less than a megabyte in total. */
const MAX_KNOWN_SIZES = 5_000;

/** The size of a tool in a prompt: its description for the model, in characters and in tokens (a high estimate). */
export interface PromptSize {
  readonly chars: number;
  readonly tokens: number;
}

/** A tool with the size it has in a prompt. */
export interface Sized {
  readonly id: string;
  readonly size: PromptSize;
}

/** The most tokens that all tools of one prompt may take, as estimated. */
export function maxToolTokens(): number {
  return Math.floor(getEngine().contextTokens * MAX_CONTEXT_SHARE);
}

/** Sizes by fingerprint, so that each tool is measured once. */
const knownSizes = new Map<string, PromptSize>();

/** The size of a tool in a prompt: JSON characters and estimated tokens. Cached by fingerprint. */
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
 * The tools that fit into so many tokens, in the given order, so that prompts always begin the same way. Preferred
 * tools come first in their order, then the others in theirs. A tool that is too large is skipped, and smaller ones
 * after it may still fit.
 * @param preferred ids; ids of other tools are ignored
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
