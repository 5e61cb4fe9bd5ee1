import 'server-only';
import type { WordsSection } from '@/lib/analysis/definition-contracts';
import type { ReportContent } from '@/lib/analysis/result-contracts';
import type { Fact } from '@/lib/analysis/section-facts';

type Language = ReportContent['language'];

/** A sentence that cannot stand, and why. */
export interface Complaint {
  /** As the model wrote it, ids in braces. */
  readonly text: string;
  readonly reason: string;
}

/** What a model is to do in every section, whatever it is about. */
export const INSTRUCTIONS: Readonly<Record<Language, string>> = {
  zh: `你为业务日报写一段文字。数字由程序填写，你只引用指标。
输出 JSON：{"sentences":[{"parts":[{"t":"文字"},{"f":"指标的 id"}]}]}。t 是文字，f 是下面列出的 id，二者交替。
每个 {"f":…} 会显示为“名称＋方向＋数值”，例如“某区净销售额较上周同日下降 ××”，所以文字里不要重复名称、方向和数值。
规则：
- 每句至少引用一个指标，两到五句。
- 文字里不写任何数字、数词、单位、百分比、倍数、名次、“最”“第一”“全部”“平均”。
- 不写没有引用的区域、门店、商品的名称，不编造地名和原因。
- “上升”“下降”“持平”“大幅”“小幅”只在与旁边指标的说明一致时才写。
- 平实、完整，不用引号、括号和符号。`,
  en: `You write a paragraph of a business report. Numbers are filled in by a program; you only name figures.
Output JSON: {"sentences":[{"parts":[{"t":"text"},{"f":"id of a figure"}]}]}. t is text, f is an id of the list below; they alternate.
Each {"f":…} is shown as name, direction and value, such as "net sales of X down 4% from the day before", so do not repeat them in the text.
Rules:
- Each sentence names at least one figure; two to five sentences.
- No digits, number words, units, percentages, multiples, ranks, superlatives, "all" or "average" in the text.
- No names of regions, shops or products whose figures the sentence does not name; no invented places or causes.
- Words such as rise, fall, stable, sharp, slight only where they agree with the words of the figure beside them.
- Plain, complete sentences without quotes, brackets or symbols.`,
};

export const NOT_JSON: Readonly<Record<Language, string>> = {
  zh: '上一次的输出不是要求的 JSON，或者没有写完。请只输出完整的 JSON，写短一些。',
  en: 'The output before was not the JSON asked for, or was not complete. Output the complete JSON alone, and less of it.',
};

/** The task of one section and its facts, in words. */
export function sectionPrompt(section: WordsSection, facts: readonly Fact[], language: Language): string {
  const list = facts.map(({ id, label, words }) => `${id} | ${label} | ${words}`).join('\n');
  const { heading, instruction, opinion } = section;
  return language === 'zh'
    ? `小节：${heading}\n要求：${instruction}${opinion ? '\n这是建议：每条写出依据的指标。' : ''}\n\n指标（id | 名称 | 说明）：\n${list}`
    : `Section: ${heading}\nTask: ${instruction}${opinion ? '\nThese are suggestions: name the figures that each rests on.' : ''}\n\nFigures (id | name | words):\n${list}`;
}

/** Asks for the sentences that could not stand once more, in their order. */
export function repairPrompt(complaints: readonly Complaint[], language: Language): string {
  const list = complaints.map(({ text, reason }) => `- ${text}\n  ${reason}`).join('\n');
  return language === 'zh'
    ? `下面的句子不能用，原因写在后面。请只重写这些句子，顺序和句数不变，格式相同：\n${list}`
    : `These sentences cannot stand, for the reasons below them. Write these alone again, in this order and number, in the same form:\n${list}`;
}
