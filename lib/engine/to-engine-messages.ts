import 'server-only';
import type { EngineMessage, EngineToolCall } from '@/lib/engine/connected-engine';

/** A part of a message: text, reasoning, or a tool call with its result. */
export type TurnPart =
  | { readonly type: 'text' | 'reasoning'; readonly text: string }
  /** A file of a question. It stands before the question, and stays when its turn is dropped (`fitContext`). */
  | { readonly type: 'document'; readonly text: string }
  | { readonly type: 'tool'; readonly call: EngineToolCall; readonly resultText: string };

/** A message of a conversation: its parts in order. */
export interface TurnMessage {
  readonly role: 'user' | 'assistant';
  readonly parts: readonly TurnPart[];
}

/**
 * A message as the engine gets it: one, or with calls several, since each step's calls and results follow its text.
 * Reasoning of earlier turns never goes back into the history (Qwen3's template drops it too).
 */
function toMessages(message: TurnMessage): EngineMessage[] {
  if (message.role === 'user') return [{ role: 'user', content: textOf(message.parts) }];
  const steps: EngineMessage[] = [];
  let texts: string[] = [];
  let calls: Extract<TurnPart, { type: 'tool' }>[] = [];
  const endStep = (): void => {
    const content = texts.join('\n\n');
    if (calls.length > 0) steps.push({ role: 'assistant', content, toolCalls: calls.map(({ call }) => call) });
    else if (content.trim() !== '') steps.push({ role: 'assistant', content });
    for (const { call, resultText } of calls)
      steps.push({ role: 'tool', content: resultText, callId: call.id, toolName: call.name });
    texts = [];
    calls = [];
  };
  for (const part of message.parts) {
    if (part.type === 'tool') calls.push(part);
    else {
      // Anything the model wrote after calls belongs to the next step.
      if (calls.length > 0) endStep();
      if (part.type === 'text') texts.push(part.text);
    }
  }
  endStep();
  return steps;
}

function textOf(parts: readonly TurnPart[]): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
}

/**
 * Messages of a branch as the engine gets them; answers without any text or call (only reasoning, or stopped at once)
 * are left out.
 */
export function toEngineMessages(messages: readonly TurnMessage[]): EngineMessage[] {
  return messages.flatMap(toMessages);
}
