import type { EngineMessage } from '@/lib/engine/connected-engine';
import { estimateTokens } from '@/lib/engine/estimate-tokens';

/** `<|im_start|>role\n`, `<|im_end|>\n` and a spare. */
export const MESSAGE_OVERHEAD_TOKENS = 6;
/** `<|im_start|>assistant\n`, the empty think block, and a soft switch. */
export const PROMPT_OVERHEAD_TOKENS = 14;

/** Tokens of a message with its share of the template, at most; from the bytes alone. A byte-level tokenizer never needs more tokens than bytes. */
export function messageBytes(message: EngineMessage): number {
  return Buffer.byteLength(message.content) + MESSAGE_OVERHEAD_TOKENS;
}

/** The same by the estimate: closer, still high. */
export function messageEstimate(message: EngineMessage): number {
  return estimateTokens(message.content) + MESSAGE_OVERHEAD_TOKENS;
}

/** A whole prompt by the estimate. */
export function promptEstimate(messages: readonly EngineMessage[]): number {
  return messages.reduce((sum, message) => sum + messageEstimate(message), PROMPT_OVERHEAD_TOKENS);
}
