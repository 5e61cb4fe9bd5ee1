import type { Language } from '@/lib/demo-engine/internal/answers/answer-request';
import { findTerms, splitSentences } from '@/lib/demo-engine/internal/answers/split-sentences';

const MOST_SENTENCES = 8;
const LONGEST_SENTENCE = 300;
const LONGEST_TEXT = 60_000;
const COMMON_ENGLISH = new Set([
  'the',
  'and',
  'for',
  'that',
  'with',
  'this',
  'are',
  'was',
  'has',
  'have',
  'not',
  'but',
  'from',
  'they',
  'will',
  'its',
]);

interface ScoredSentence {
  readonly text: string;
  readonly index: number;
  readonly score: number;
}

/**
 * Frequent terms make a sentence important, figures and its place at the start more so; a question's terms most of all.
 */
function scoreSentences(sentences: readonly string[], question: string): ScoredSentence[] {
  const frequency = new Map<string, number>();
  for (const sentence of sentences) {
    for (const term of findTerms(sentence))
      if (!COMMON_ENGLISH.has(term)) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  }
  const asked = new Set(findTerms(question));
  return sentences.map((text, index) => {
    const terms = new Set(findTerms(text));
    let score = 0;
    for (const term of terms) score += Math.log1p((frequency.get(term) ?? 1) - 1) + (asked.has(term) ? 4 : 0);
    const figures = (text.match(/\d+(?:\.\d+)?/g) ?? []).length;
    return {
      text,
      index,
      score: score / Math.sqrt(terms.size + 4) + Math.min(figures, 4) * 0.6 + (index === 0 ? 1 : 0),
    };
  });
}

/** The most informative sentences, in the text's order, no two alike. */
export function pickSentences(text: string, question: string, most: number): string[] {
  const sentences = [...new Set(splitSentences(text.slice(0, LONGEST_TEXT)))].filter(
    (sentence) => sentence.length >= 6,
  );
  const ranked = scoreSentences(sentences, question).sort(
    (first, second) => second.score - first.score || first.index - second.index,
  );
  return ranked
    .slice(0, most)
    .sort((first, second) => first.index - second.index)
    .map((sentence) =>
      sentence.text.length > LONGEST_SENTENCE ? sentence.text.slice(0, LONGEST_SENTENCE) + '…' : sentence.text,
    );
}

/** A summary by extraction: sentences of the text itself, figures untouched. */
export function summarizeText(text: string, language: Language): string {
  const picked = pickSentences(
    text,
    '',
    Math.min(MOST_SENTENCES, Math.max(3, Math.round(splitSentences(text).length / 3))),
  );
  const lines = picked.map((sentence) => '- ' + sentence.replace(/^(?:[-*#>]+\s+|\d+[.、)]\s+)/, '')).join('\n');
  const figures = [
    ...new Set(
      text.slice(0, LONGEST_TEXT).match(/\d[\d,.]*\s?(?:%|元|万元|亿元|万|亿|天|日|人|台|件|USD|RMB|days|people)/g) ??
        [],
    ),
  ].slice(0, 8);
  if (language === 'zh') {
    const facts = figures.length === 0 ? '' : '\n\n**关键数字**：' + figures.join('、');
    return `**要点**（从原文摘取，共 ${text.length} 字）\n\n${lines}${facts}`;
  }
  const facts = figures.length === 0 ? '' : '\n\n**Key figures:** ' + figures.join(', ');
  return `**Key points** (taken from the text, ${text.length} characters)\n\n${lines}${facts}`;
}
