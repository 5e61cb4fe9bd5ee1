import type { Language } from '@/lib/demo-engine/internal/answers/answer-request';
import { findTerms } from '@/lib/demo-engine/internal/answers/split-sentences';
import { pickSentences } from '@/lib/demo-engine/internal/answers/summarize-text';

/** A text shorter than this is conversation, not material. */
const SHORTEST_MATERIAL = 400;
const COMMON = new Set([
  '什么',
  '怎么',
  '多少',
  '请问',
  '可以',
  '一个',
  '我们',
  '这个',
  '如何',
  'the',
  'what',
  'how',
  'does',
  'and',
  'for',
]);

/**
 * An answer from material in the conversation (a document, a long system prompt), by the sentences closest to the
 * question; null when none is close.
 */
export function answerFromContext(
  messages: readonly { readonly role: string; readonly content: string }[],
  question: string,
  language: Language,
): string | null {
  const material = messages.filter(
    (message) => message.role !== 'tool' && message.role !== 'assistant' && message.content.length >= SHORTEST_MATERIAL,
  );
  const asked = [...new Set(findTerms(question))].filter((term) => !COMMON.has(term));
  if (material.length === 0 || asked.length < 2) return null;
  const text = material.map((message) => message.content).join('\n');
  const lower = text.toLowerCase();
  const known = asked.filter((term) => lower.includes(term));
  if (known.length < 2 || known.length < asked.length * 0.4) return null;
  const sentences = pickSentences(text, question, 3).filter((sentence) =>
    known.some((term) => sentence.toLowerCase().includes(term)),
  );
  if (sentences.length === 0) return null;
  const quoted = sentences.map((sentence) => '> ' + sentence).join('\n>\n');
  return language === 'zh' ? `根据给出的资料：\n\n${quoted}` : `According to the material given:\n\n${quoted}`;
}
