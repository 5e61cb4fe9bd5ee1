import type { Language } from '@/lib/demo-engine/internal/answers/answer-request';
import { splitTokens } from '@/lib/demo-engine/internal/tokens/split-tokens';

/** What an answer is, as far as the reasoning says. */
export type AnswerTopic =
  | 'tools'
  | 'results'
  | 'summary'
  | 'arithmetic'
  | 'writing'
  | 'small-talk'
  | 'context'
  | 'demo';

const PLANS: Readonly<Record<Language, Readonly<Record<AnswerTopic, string>>>> = {
  zh: {
    tools: '这个问题需要实时数据，已有的工具里有合适的，先从问题里取出参数再调用。',
    results: '工具已经返回结果，接下来核对其中的数字，只用结果里的内容回答。',
    summary: '需要从原文里挑出信息量最大的句子，数字和日期保持原样。',
    arithmetic: '这是一道算式，先乘除后加减，逐步计算再核对一遍。',
    writing: '对方要一段成型的文字，先定标题和结构，再补充要点和示例。',
    'small-talk': '这是一句寒暄，简短、礼貌地回应即可。',
    context: '答案应当在给出的资料里，先找出与问题最相关的句子。',
    demo: '这个问题超出演示引擎的规则，应当如实说明，并告诉对方怎样连接真正的引擎。',
  },
  en: {
    tools:
      'This needs live data, and one of the offered tools fits, so I take the arguments from the question and call it.',
    results: 'The tools have returned. I check the figures and answer only from what they contain.',
    summary: 'I look for the sentences that say most, and leave figures and dates as they are.',
    arithmetic: 'This is arithmetic: products before sums, step by step, then check it once more.',
    writing: 'A finished text is wanted: a title and a structure first, then points and examples.',
    'small-talk': 'This is small talk, so a short and friendly reply is enough.',
    context: 'The answer should be in the material given, so I look for the sentences closest to the question.',
    demo: 'This is beyond the rules of the demo engine, so I say so and explain how to connect a real engine.',
  },
};

const CHECKS: Readonly<Record<Language, readonly string[]>> = {
  zh: [
    '再看一遍问题，确认没有漏掉条件。',
    '回答应当先给结论，再给依据。',
    '如果有不确定的地方，就直接说明。',
    '最后检查用词是否清楚、数字是否一致。',
  ],
  en: [
    'I read the question again to see that no condition is missed. ',
    'The conclusion comes first, then the grounds. ',
    'Where something is uncertain I say so. ',
    'At last I check the wording and the figures. ',
  ],
};

/** A short believable reasoning of about `length` tokens, never cut inside a sentence; nothing for 0. */
export function writeReasoning(question: string, topic: AnswerTopic, language: Language, length: number): string[] {
  if (length <= 0) return [];
  const start = question.replace(/\s+/g, ' ').slice(0, 30);
  const opening = language === 'zh' ? `用户问的是“${start}”。` : `The user asks: "${start}". `;
  let tokens = splitTokens(opening + PLANS[language][topic] + (language === 'zh' ? '' : ' '));
  const checks = CHECKS[language];
  for (let index = 0; tokens.length < length; index += 1)
    tokens = tokens.concat(splitTokens(checks[index % checks.length] ?? ''));
  return tokens;
}
