import type { EngineMessage, EngineTool } from '@/lib/engine/connected-engine';
import type { Mode } from '@/lib/engine/contracts';
import { wireMessage, wireTool } from '@/lib/engine/internal/wire-messages';

/**
 * A prompt as Qwen3's chat template lays it out, for engines whose tokenizer takes text alone; close, not exact, where
 * tools are in it.
 */
export function renderChatml(
  messages: readonly EngineMessage[],
  mode: Mode,
  tools: readonly EngineTool[] = [],
): string {
  const offered =
    tools.length === 0
      ? ''
      : `<|im_start|>system\n# Tools\n<tools>\n${tools.map((tool) => JSON.stringify(wireTool(tool))).join('\n')}\n</tools><|im_end|>\n`;
  const turns = messages.map((message) => `<|im_start|>${message.role}\n${contentOf(message)}<|im_end|>\n`).join('');
  return `${offered}${turns}<|im_start|>assistant\n${mode === 'quick' ? '<think>\n\n</think>\n\n' : ''}`;
}

function contentOf(message: EngineMessage): string {
  if (message.role === 'tool') return `<tool_response>\n${message.content}\n</tool_response>`;
  if (message.role === 'assistant' && message.toolCalls !== undefined)
    return `${message.content}\n<tool_call>\n${JSON.stringify(wireMessage(message))}\n</tool_call>`;
  return message.content;
}
