import type { EngineMessage, EngineTool } from '@/lib/engine/connected-engine';
import { estimateTokens } from '@/lib/engine/estimate-tokens';
import { wireTool } from '@/lib/engine/internal/wire-messages';

/** `<|im_start|>role\n`, `<|im_end|>\n` and a spare. */
export const MESSAGE_OVERHEAD_TOKENS = 6;
/** `<|im_start|>assistant\n`, the empty think block, and a soft switch. */
export const PROMPT_OVERHEAD_TOKENS = 14;
/** `<tool_call>`, its JSON around name and arguments, `</tool_call>`; `<tool_response>` and its end. */
const CALL_OVERHEAD_TOKENS = 20;
/** What Qwen3's template says about tools before and after their list. */
const TOOLS_OVERHEAD_TOKENS = 160;

/** Tokens of a message with its share of the template, by the estimate (high). */
export function messageEstimate(message: EngineMessage): number {
  return sizeOf(message, estimateTokens);
}

/** A whole prompt by the estimate. */
export function promptEstimate(messages: readonly EngineMessage[], tools: readonly EngineTool[] = []): number {
  return messages.reduce(
    (sum, message) => sum + messageEstimate(message),
    PROMPT_OVERHEAD_TOKENS + toolsEstimate(tools),
  );
}

/** What offering tools adds to the prompt, by the estimate. */
function toolsEstimate(tools: readonly EngineTool[]): number {
  return tools.reduce((sum, tool) => sum + toolSize(tool), tools.length === 0 ? 0 : TOOLS_OVERHEAD_TOKENS);
}

/** Every question offers the same tools: measured once each. */
const toolSizes = new WeakMap<EngineTool, number>();

function toolSize(tool: EngineTool): number {
  const known = toolSizes.get(tool);
  if (known !== undefined) return known;
  const size = estimateTokens(JSON.stringify(wireTool(tool)));
  toolSizes.set(tool, size);
  return size;
}

function sizeOf(message: EngineMessage, measure: (text: string) => number): number {
  const own = measure(message.content) + MESSAGE_OVERHEAD_TOKENS;
  if (message.role === 'tool') return own + CALL_OVERHEAD_TOKENS;
  if (message.role !== 'assistant' || message.toolCalls === undefined) return own;
  return message.toolCalls.reduce(
    (sum, call) => sum + measure(call.name) + measure(call.argumentsText) + CALL_OVERHEAD_TOKENS,
    own,
  );
}
