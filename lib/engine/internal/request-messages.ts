import type { EngineMessage } from '@/lib/engine/connected-engine';
import type { EngineCapabilities, Mode } from '@/lib/engine/contracts';
import { neutraliseSoftSwitches } from '@/lib/engine/internal/neutralise-soft-switches';

export interface MessageShape {
  readonly messages: readonly EngineMessage[];
  readonly mode: Mode;
  readonly continueFinalMessage: boolean;
}

/**
 * Messages as the engine gets them, for counting and for answering alike: soft switches of users without effect, ours added where it is
 * the only way to switch thinking off.
 */
export function requestMessages(shape: MessageShape, capabilities: EngineCapabilities): EngineMessage[] {
  const messages = shape.messages.map((message) =>
    message.role === 'user' ? { role: message.role, content: neutraliseSoftSwitches(message.content) } : message,
  );
  if (capabilities.thinkingSwitch !== 'soft-switch' || shape.mode === 'thinking') return messages;
  const last = messages.findLastIndex((message) => message.role === 'user');
  return messages.map((message, index) => (index === last ? { role: message.role, content: `${message.content} /no_think` } : message));
}

/** Template switches as vLLM, SGLang and llama.cpp read them; the same body fields for /tokenize and for completions. */
export function templateFields(shape: MessageShape, capabilities: EngineCapabilities): Record<string, unknown> {
  const isContinued = shape.continueFinalMessage && capabilities.continuesFinalMessage;
  // An answer that goes on is past its thinking: with thinking on, reasoning parsers would take its text for reasoning.
  const isThinking = shape.mode === 'thinking' && !isContinued;
  return {
    ...(capabilities.thinkingSwitch === 'chat_template_kwargs' ? { chat_template_kwargs: { enable_thinking: isThinking } } : {}),
    ...(isContinued ? { continue_final_message: true, add_generation_prompt: false } : {}),
  };
}
