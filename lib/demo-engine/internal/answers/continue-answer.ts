import type { AnswerDraft } from '@/lib/demo-engine/internal/protocol/answer-plan';
import type { ChatMessage } from '@/lib/demo-engine/internal/protocol/chat-request';
import { splitTokens } from '@/lib/demo-engine/internal/tokens/split-tokens';

/** Tokens after the text that is already there; all of them when the text is another one. */
function tokensAfter(tokens: readonly string[], said: string): string[] {
  const text = tokens.join('');
  return splitTokens(text.startsWith(said) ? text.slice(said.length) : text);
}

/**
 * What is left of an answer whose beginning the client already has: of the reasoning as long as no content was said.
 */
export function continueAnswer(draft: AnswerDraft, begun: ChatMessage): AnswerDraft {
  const open = /^\s*<think>\n?([\s\S]*)$/.exec(begun.content);
  const closed = /^\s*<think>\n?([\s\S]*?)\n?<\/think>\s*([\s\S]*)$/.exec(begun.content);
  const content = closed?.[2] ?? (open === null ? begun.content : '');
  if (content !== '')
    return { reasoning: [], content: tokensAfter(draft.content, content), toolCalls: draft.toolCalls };
  const reasoning = closed?.[1] ?? open?.[1] ?? begun.reasoning;
  return { ...draft, reasoning: closed === null ? tokensAfter(draft.reasoning, reasoning) : [] };
}
