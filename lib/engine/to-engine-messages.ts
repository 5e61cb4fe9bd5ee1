import 'server-only';
import type { EngineMessage } from '@/lib/engine/connected-engine';

/** What is needed of a message of a conversation: its parts in order. */
export interface TurnMessage {
  readonly role: 'user' | 'assistant';
  readonly parts: readonly { readonly type: 'text' | 'reasoning'; readonly text: string }[];
}

/** The message as the engine gets it. Reasoning of earlier turns never goes back into the history (Qwen3's template drops it too). */
export function toEngineMessage(message: TurnMessage): EngineMessage {
  const texts = message.parts.filter((part) => part.type === 'text').map((part) => part.text);
  return { role: message.role, content: texts.join('\n\n') };
}

/** Messages of a branch as the engine gets them; answers without any text (only reasoning, or stopped at once) are left out. */
export function toEngineMessages(messages: readonly TurnMessage[]): EngineMessage[] {
  return messages.map(toEngineMessage).filter((message) => message.role === 'user' || message.content.trim() !== '');
}
