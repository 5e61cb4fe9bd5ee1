import type { EngineMessage, EngineToolCall } from '@/lib/engine/connected-engine';
import type { EngineCapabilities, Mode } from '@/lib/engine/contracts';
import { neutraliseTags, neutraliseText } from '@/lib/engine/internal/neutralise-text';
import { parseJsonOrNull } from '@/lib/engine/internal/parse-engine-error';

export interface MessageShape {
  readonly messages: readonly EngineMessage[];
  readonly mode: Mode;
  readonly continueFinalMessage: boolean;
}

/**
 * Messages as the engine gets them, for counting and for answering alike: soft switches and control tags that somebody
 * wrote without effect, our own switch added where it is the only way to turn thinking off, calls as text where the
 * engine takes none in the history.
 */
export function requestMessages(shape: MessageShape, capabilities: EngineCapabilities): EngineMessage[] {
  const neutral = shape.messages.map(neutralise);
  const messages = capabilities.make === 'mlc' ? neutral.map(callsAsText) : neutral;
  if (capabilities.thinkingSwitch !== 'soft-switch' || shape.mode === 'thinking') return messages;
  const last = messages.findLastIndex((message) => message.role === 'user');
  return messages.map((message, index) =>
    index === last ? { ...message, content: `${message.content} /no_think` } : message,
  );
}

function neutralise(message: EngineMessage): EngineMessage {
  switch (message.role) {
    case 'system':
      return message;
    case 'user':
      return { role: 'user', content: neutraliseText(message.content) };
    case 'assistant':
      return {
        ...message,
        content: neutraliseTags(message.content),
        ...(message.toolCalls === undefined ? {} : { toolCalls: message.toolCalls.map(neutraliseCall) }),
      };
    case 'tool':
      return { ...message, content: neutraliseText(message.content) };
  }
}

/**
 * What the model wrote into a call may come from a result. Templates parse the arguments, so that a tag may also stand
 * in JSON's other spellings (`\u003c`).
 */
function neutraliseCall(call: EngineToolCall): EngineToolCall {
  const parsed = parseJsonOrNull(call.argumentsText);
  const written = JSON.stringify(parsed);
  const neutral = neutraliseTags(written);
  // As it came where it can be: numbers of 19 digits do not survive parsing.
  const argumentsText = parsed !== null && neutral !== written ? neutral : neutraliseTags(call.argumentsText);
  return { ...call, name: neutraliseTags(call.name), argumentsText };
}

/** MLC-LLM answers 400 to calls in the history: written out as Qwen3's template would. */
function callsAsText(message: EngineMessage): EngineMessage {
  if (message.role === 'tool')
    return { role: 'user', content: `<tool_response>\n${message.content}\n</tool_response>` };
  if (message.role !== 'assistant' || message.toolCalls === undefined) return message;
  const calls = message.toolCalls.map(
    (call) => `<tool_call>\n{"name": ${JSON.stringify(call.name)}, "arguments": ${call.argumentsText}}\n</tool_call>`,
  );
  return { role: 'assistant', content: [message.content, ...calls].filter((text) => text !== '').join('\n') };
}

/**
 * Template switches as vLLM, SGLang and llama.cpp read them; the same body fields for /tokenize and for completions.
 */
export function templateFields(shape: MessageShape, capabilities: EngineCapabilities): Record<string, unknown> {
  const isContinued = shape.continueFinalMessage && capabilities.continuesFinalMessage;
  // An answer that goes on is past its thinking: with thinking on, reasoning parsers would take its text for reasoning.
  const isThinking = shape.mode === 'thinking' && !isContinued;
  return {
    ...(capabilities.thinkingSwitch === 'chat_template_kwargs'
      ? { chat_template_kwargs: { enable_thinking: isThinking } }
      : {}),
    ...(isContinued ? { continue_final_message: true, add_generation_prompt: false } : {}),
  };
}
