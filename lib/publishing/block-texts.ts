import 'server-only';
import { formatValue, UNKNOWN } from '@/lib/analysis/format-value';
import { renderSentence } from '@/lib/analysis/render-sentence';
import type { ContentBlock, ReportContent } from '@/lib/analysis/result-contracts';
import { publishingWords } from '@/lib/publishing/publishing-words';

type Of<Kind extends ContentBlock['kind']> = Extract<ContentBlock, { kind: Kind }>;

/** A table as text: its head, then its rows, each as long as the head. */
export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A figure as it is shown; a dash for none. */
export function figureText(content: ReportContent, id: string | null): string {
  return (id === null ? undefined : content.figures[id]?.text) ?? UNKNOWN;
}

/** A figure with its name: `净销售额：195.35 万元`. */
export function namedFigure(content: ReportContent, id: string): string {
  return `${content.figures[id]?.label ?? ''}：${figureText(content, id)}`;
}

/** The sentences of a section in one line of text. */
export function wordsText(content: ReportContent, { sentences }: Of<'words'>): string {
  const { figures, language } = content;
  return sentences
    .map((sentence) =>
      renderSentence(sentence, figures, language)
        .map(({ text }) => text)
        .join(''),
    )
    .join(language === 'en' ? ' ' : '');
}

/** A table with its figures as they are shown, or the numbers of a chart. */
export function tableText(content: ReportContent, block: Of<'table' | 'chart'>): TextTable {
  const { subject } = publishingWords(content.language);
  if (block.kind === 'table')
    return {
      head: [subject, ...block.columns.map(({ label }) => label)],
      rows: block.rows.map((row) => [row.subject.label, ...row.cells.map((id) => figureText(content, id))]),
    };
  const { unit, decimals, series, categories } = block;
  const text = (value: string | null): string =>
    value === null ? UNKNOWN : formatValue(value, { unit, kind: 'value', decimals, language: content.language });
  return {
    head: [subject, ...series.map(({ label }) => label)],
    rows: categories.map((category, index) => [category, ...series.map(({ values }) => text(values[index] ?? null))]),
  };
}

/** An anomaly in parts: what deviates by how much, what drove it, how it was judged. */
export function anomalyTexts(
  content: ReportContent,
  { figures: { value, expected, deviation }, reason, drivers }: Of<'anomalies'>['anomalies'][number],
): { readonly what: string; readonly drivers: readonly string[]; readonly reason: string } {
  const words = publishingWords(content.language);
  const parts = [
    `${content.figures[value]?.label ?? ''} ${figureText(content, value)}`,
    `${words.expected} ${figureText(content, expected)}`,
    `${words.deviation} ${figureText(content, deviation)}`,
  ];
  return {
    what: parts.join('，'),
    drivers: drivers.map(({ subject, text }) => `${subject.label}：${text}`),
    reason,
  };
}
