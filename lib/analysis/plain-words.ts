import type { WordsSection } from '@/lib/analysis/definition-contracts';
import { anomaliesOf, figuresOf } from '@/lib/analysis/section-facts';
import type { Figure, ReportContent, Sentence, WordsBlock } from '@/lib/analysis/result-contracts';

type Part = Sentence['parts'][number];

/** Notices of days on which nothing is called an anomaly. */
const UNJUDGED = new Set(['empty', 'partial_day', 'holiday']);

const TEXTS = {
  zh: {
    comma: '，',
    none: '没有发现异常。',
    unjudged: '这一天不做异常判断，原因见报告开头的说明。',
    noOpinion: '没有可用的建议，请以报告中的数字为准。',
    noFigures: '这一部分没有可用的数字，原因见报告开头的说明。',
  },
  en: {
    comma: ', ',
    none: 'No anomaly was found.',
    unjudged: 'Anomalies are not judged on this day; the notes at the top say why.',
    noOpinion: 'There are no suggestions; please go by the figures of the report.',
    noFigures: 'There are no figures for this section; the notes at the top say why.',
  },
} as const;

/** A section in plain sentences that code makes of its figures: for when there is no engine, or no time for it. */
export function plainWords(section: WordsSection, content: ReportContent): WordsBlock {
  const { name, heading, opinion } = section;
  return { kind: 'words', name, heading, opinion, sentences: plainSentences(section, content), refused: [] };
}

/** The sentences of `plainWords`. Never none. */
export function plainSentences(section: WordsSection, content: ReportContent): Sentence[] {
  const texts = TEXTS[content.language];
  if (section.opinion) return [said(texts.noOpinion)];
  if (section.anomalies) return anomalySentences(content);
  const groups = Map.groupBy(figuresOf(section, content), ({ metric, subject }) =>
    subject === null ? metric : `${metric}@${subject.dimension}:${subject.key}`,
  );
  const sentences = [...groups.values()].map((figures) => plainSentence(figures, content));
  return sentences.length > 0 ? sentences : [said(texts.noFigures)];
}

/** One sentence that names these figures and nothing else. */
export function plainSentence(figures: readonly Figure[], { language }: ReportContent): Sentence {
  const parts = figures.flatMap((figure, index): Part[] =>
    index === 0 ? [{ f: figure.id }] : [{ t: TEXTS[language].comma }, { f: figure.id }],
  );
  return { parts, origin: 'code' };
}

function anomalySentences(content: ReportContent): Sentence[] {
  const { language, notices, figures } = content;
  const texts = TEXTS[language];
  if (notices.some(({ code, subjects }) => UNJUDGED.has(code) || (code === 'no_baseline' && subjects.length === 0)))
    return [said(texts.unjudged)];
  const anomalies = anomaliesOf(content);
  if (anomalies.length === 0) return [said(texts.none)];
  return anomalies.flatMap(({ figures: ids, drivers }) => {
    const own = [ids.value, ids.expected, ids.deviation].flatMap((id) => figures[id] ?? []);
    const driven = drivers.map(({ subject, text }) => said(`${subject.label}${language === 'zh' ? '' : ': '}${text}`));
    return [plainSentence(own, content), ...driven];
  });
}

function said(text: string): Sentence {
  return { parts: [{ t: text }], origin: 'code' };
}
