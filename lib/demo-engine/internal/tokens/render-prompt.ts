import type { ChatMessage, ChatTool } from '@/lib/demo-engine/internal/protocol/chat-request';
import { splitTokens } from '@/lib/demo-engine/internal/tokens/split-tokens';

const TOOLS_BEFORE =
  '# Tools\n\nYou may call one or more functions to assist with the user query.\n\nYou are provided with function signatures within <tools></tools> XML tags:\n<tools>';
const TOOLS_AFTER =
  '\n</tools>\n\nFor each function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:\n<tool_call>\n{"name": <function-name>, "arguments": <args-json-object>}\n</tool_call>';

export interface PromptShape {
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ChatTool[];
  readonly isThinkingOn: boolean;
  readonly hasGenerationPrompt: boolean;
  readonly continuesFinalMessage: boolean;
}

/** Parts of a prompt: special tokens stand alone, so that a user who types `<|im_start|>` gets ordinary text. */
class PromptParts {
  readonly tokens: string[] = [];

  special(token: string): this {
    this.tokens.push(token);
    return this;
  }

  text(text: string): this {
    if (text !== '') for (const token of splitTokens(text)) this.tokens.push(token);
    return this;
  }
}

/** Reasoning of earlier turns is not part of the history (Qwen3's template). */
const withoutReasoning = (content: string): string => content.replace(/^\s*<think>[\s\S]*?<\/think>\s*/, '');

function renderAssistant(parts: PromptParts, message: ChatMessage): void {
  parts.special('<|im_start|>').text('assistant\n' + withoutReasoning(message.content));
  message.toolCalls.forEach((call, index) => {
    if (index > 0 || message.content !== '') parts.text('\n');
    parts
      .special('<tool_call>')
      .text('\n{"name": "' + call.name + '", "arguments": ' + call.arguments + '}\n')
      .special('</tool_call>');
  });
}

function renderToolResult(parts: PromptParts, messages: readonly ChatMessage[], index: number): void {
  if (messages[index - 1]?.role !== 'tool') parts.special('<|im_start|>').text('user');
  parts
    .text('\n')
    .special('<tool_response>')
    .text('\n' + (messages[index]?.content ?? '') + '\n')
    .special('</tool_response>');
  if (messages[index + 1]?.role !== 'tool') parts.special('<|im_end|>').text('\n');
}

function renderSystem(parts: PromptParts, system: string | null, tools: readonly ChatTool[]): void {
  if (system === null && tools.length === 0) return;
  parts.special('<|im_start|>').text('system\n');
  if (system !== null) parts.text(system + (tools.length > 0 ? '\n\n' : ''));
  if (tools.length > 0) {
    parts.text(TOOLS_BEFORE);
    for (const tool of tools) parts.text('\n' + tool.json);
    parts.text(TOOLS_AFTER);
  }
  parts.special('<|im_end|>').text('\n');
}

/**
 * The tokens of a conversation as Qwen3's chat template lays it out: overhead of every message and of the tools
 * included.
 */
export function renderPrompt(shape: PromptShape): string[] {
  const parts = new PromptParts();
  const first = shape.messages[0];
  const hasSystem = first?.role === 'system';
  renderSystem(parts, hasSystem ? first.content : null, shape.tools);
  shape.messages.forEach((message, index) => {
    if (index === 0 && hasSystem) return;
    if (message.role === 'tool') {
      renderToolResult(parts, shape.messages, index);
      return;
    }
    if (message.role === 'assistant') renderAssistant(parts, message);
    else parts.special('<|im_start|>').text(message.role + '\n' + message.content);
    const isOpen = shape.continuesFinalMessage && index === shape.messages.length - 1;
    if (!isOpen) parts.special('<|im_end|>').text('\n');
  });
  if (shape.hasGenerationPrompt) {
    parts.special('<|im_start|>').text('assistant\n');
    if (!shape.isThinkingOn) parts.special('<think>').text('\n\n').special('</think>').text('\n\n');
  }
  return parts.tokens;
}
