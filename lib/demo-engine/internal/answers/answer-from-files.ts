import type { Language } from '@/lib/demo-engine/internal/answers/answer-request';
import type { GivenFile } from '@/lib/demo-engine/internal/answers/read-files';
import { findTerms, splitSentences } from '@/lib/demo-engine/internal/answers/split-sentences';

interface Statement {
  readonly text: string;
  readonly mark: string;
  readonly index: number;
  readonly terms: ReadonlySet<string>;
  /** Terms of the heading above it. */
  readonly heading: ReadonlySet<string>;
}

const MOST_TOPICS = 12;
const MOST_FOR_ONE = 5;
const MOST_OF_TOPIC = 5;
const LONGEST = 400;
const ASKS_ALL = /总结|摘要|概括|归纳|提炼|要点|主要内容|讲了什么|说了什么|summari[sz]e|summary|key points|about/i;
/** What asks, not what is asked for. */
const COMMON =
  /请问|请|帮我|帮忙|根据|按照?|以下|下面|这[份个些]|文件|文档|附件|合同里|里面?|总结|摘要|概括|归纳|提炼|列出|写出|说明|分别|是什么|有哪些|什么|怎么|多少|几个|如何|标题|方面|要点|the|what|which|how|please|list|document|file|attached|under|heading[s]?|summari[sz]e|following|and|for|does|about/gi;

/**
 * An answer by extraction from files: the sentences that share most with the question, or with each of the topics that
 * it lists, word for word and each with its mark. Null where the question has nothing to do with the files.
 */
export function answerFromFiles(files: readonly GivenFile[], question: string, language: Language): string | null {
  const statements = statementsOf(files);
  if (statements.length === 0) return null;
  const weights = weightsOf(statements);
  const topics = topicsOf(question);
  const isZh = language === 'zh';
  const lead = isZh
    ? '下面是从文件里摘取的原句（演示引擎只会摘取，不会归纳）。'
    : 'These sentences are taken from the file (the demo engine extracts; it doesn’t summarise).';
  if (topics.length > 1) {
    const parts = topics.map((topic) => {
      const picked = pick(statements, topic, weights, MOST_OF_TOPIC);
      const none = isZh ? '文件里没有找到相关内容。' : 'Nothing about this was found in the file.';
      return `## ${topic}\n\n${picked.length === 0 ? none : picked.map(write).join('\n')}`;
    });
    return [lead, ...parts].join('\n\n');
  }
  const picked = pick(statements, question.replaceAll(COMMON, ' '), weights, MOST_FOR_ONE);
  if (picked.length > 0) return `${lead}\n\n${picked.map(write).join('\n')}`;
  if (!ASKS_ALL.test(question)) return null;
  return `${lead}\n\n${pickMain(statements, weights).map(write).join('\n')}`;
}

const write = ({ text, mark }: Statement): string => `- ${text} ${mark}`;

function statementsOf(files: readonly GivenFile[]): Statement[] {
  const statements: Statement[] = [];
  let heading: ReadonlySet<string> = new Set();
  for (const { mark, text } of files.flatMap(({ pages }) => pages))
    for (const block of text.split(/\n(?=#|\d+[.、]\d|\||\()|(?<=\|)\n/)) {
      if (block.startsWith('#')) heading = new Set(termsOf(block.split('\n')[0] ?? ''));
      const body = block
        .replace(/^(?:#+ [^\n]*\n?|\([^)\n]*\) )/, '')
        .replaceAll(/(?<=\p{Script=Han})\n(?=\p{Script=Han})/gu, '');
      for (const sentence of body.startsWith('|') ? [body] : splitSentences(body)) {
        const terms = new Set(termsOf(sentence));
        if (terms.size > 1 && sentence.length <= LONGEST)
          statements.push({ text: tidy(sentence), mark, index: statements.length, terms, heading });
      }
    }
  return statements;
}

/** A row of a table as text, so that it stays in its line. */
function tidy(sentence: string): string {
  if (!sentence.startsWith('|')) return sentence.replaceAll(/\s*\n\s*/g, ' ');
  return sentence
    .split('|')
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '')
    .join('，');
}

/** The topics of a question that lists them, by lines, commas or quotation marks. */
function topicsOf(question: string): string[] {
  const list =
    question.includes('：') || question.includes(':') ? question.slice(question.search(/[:：]/) + 1) : question;
  return list
    .split(/[、，,;；\n。]|\s+\band\b\s+/)
    .map((topic) => topic.replaceAll(/^[\s\d.)）(（*#“"「-]+|[\s”"」?？!！.。]+$/g, ''))
    .filter((topic) => topic.length >= 2 && topic.length <= 24 && topic.replaceAll(COMMON, '').trim().length >= 2)
    .slice(0, MOST_TOPICS);
}

/** Pairs and single Han characters: 付款 and 价款 are close. */
function termsOf(text: string): string[] {
  return [
    ...findTerms(text),
    ...(text.match(/[\u4e00-\u9fff]/g) ?? []).filter((one) => !'的与和及或在为是了由之以于等其'.includes(one)),
  ];
}

/** Rare terms weigh more. */
function weightsOf(statements: readonly Statement[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { terms } of statements) for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return new Map(
    Array.from(counts, ([term, count]) => [
      term,
      Math.log(1 + statements.length / count) * (term.length > 1 ? 1 : 0.35),
    ]),
  );
}

const figuresIn = (text: string): number =>
  Math.min(3, text.match(/\d[\d,.]*\d|百分之|万分之|[一二三四五六七八九十]+(?:日|天|年|个月|个工作日)/g)?.length ?? 0);

function pick(
  statements: readonly Statement[],
  wanted: string,
  weights: ReadonlyMap<string, number>,
  most: number,
): Statement[] {
  const asked = [...new Set(termsOf(wanted))];
  const whole = asked.reduce((sum, term) => sum + (weights.get(term) ?? 1), 0);
  const scored = statements.map((statement) => {
    const own = asked.reduce((sum, term) => sum + (statement.terms.has(term) ? (weights.get(term) ?? 0) : 0), 0);
    const above = asked.reduce((sum, term) => sum + (statement.heading.has(term) ? (weights.get(term) ?? 0) : 0), 0);
    return {
      statement,
      own,
      score: own + above * 0.7 + (own + above > 0 ? figuresIn(statement.text) * 0.8 : 0),
      close: own + above,
    };
  });
  const isPair = asked.some((term) => term.length > 1 && weights.has(term));
  return scored
    .filter(({ close }) => isPair && close >= whole * 0.2)
    .sort((first, second) => second.score - first.score || first.statement.index - second.statement.index)
    .slice(0, most)
    .map(({ statement }) => statement)
    .sort((first, second) => first.index - second.index);
}

/** Sentences with figures and frequent terms, from all over the document. */
function pickMain(statements: readonly Statement[], weights: ReadonlyMap<string, number>): Statement[] {
  const score = ({ terms, text }: Statement): number =>
    figuresIn(text) * 2 + [...terms].reduce((sum, term) => sum + 1 / (weights.get(term) ?? 1), 0) / terms.size;
  return [...statements]
    .sort((first, second) => score(second) - score(first) || first.index - second.index)
    .slice(0, MOST_FOR_ONE)
    .sort((first, second) => first.index - second.index);
}
