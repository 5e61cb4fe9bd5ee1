import 'server-only';
import { formatValue } from '@/lib/analysis/format-value';
import { renderSentence } from '@/lib/analysis/render-sentence';
import type { ContentBlock, ReportContent } from '@/lib/analysis/result-contracts';
import { publishingWords } from '@/lib/publishing/publishing-words';

/**
 * A report as Markdown: the same figures, words and notices as on its page; charts are tables.
 * @param allFigures true: every figure of the report follows, with its label, for a conversation about it
 */
export function toMarkdown(
  content: ReportContent,
  { allFigures = false }: { readonly allFigures?: boolean } = {},
): string {
  const words = publishingWords(content.language);
  const parts = [`# ${content.title} · ${content.day}`, words.computedAt(content)];
  if (content.notices.length > 0)
    parts.push(`> **${words.notices}**\n${content.notices.map(({ text }) => `> - ${text}`).join('\n')}`);
  for (const block of content.blocks) parts.push(blockText(block, content));
  if (allFigures) {
    const known = Object.values(content.figures).filter(({ value }) => value !== null);
    parts.push(`## ${words.allFigures}`, known.map(({ label, text }) => `- ${label}：${text}`).join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

function blockText(block: ContentBlock, content: ReportContent): string {
  const words = publishingWords(content.language);
  const figure = (id: string | null): string => (id === null ? '—' : (content.figures[id]?.text ?? '—'));
  switch (block.kind) {
    case 'figures':
      return block.figures
        .flat()
        .map((id) => `- ${content.figures[id]?.label ?? ''}：${figure(id)}`)
        .join('\n');
    case 'words': {
      const text = block.sentences
        .map((sentence) =>
          renderSentence(sentence, content.figures, content.language)
            .map((segment) => segment.text)
            .join(''),
        )
        .join(content.language === 'en' ? ' ' : '');
      return `## ${block.heading}\n\n${block.opinion ? `*${words.opinion}*\n\n` : ''}${text}`;
    }
    case 'table':
      return `## ${block.heading}\n\n${table(
        [words.subject, ...block.columns.map(({ label }) => label)],
        block.rows.map(({ subject, cells }) => [subject.label, ...cells.map(figure)]),
      )}`;
    case 'chart': {
      const { unit, decimals, series, categories, heading } = block;
      const text = (value: string | null): string =>
        value === null ? '—' : formatValue(value, { unit, kind: 'value', decimals, language: content.language });
      const rows = categories.map((category, index) => [
        category,
        ...series.map(({ values }) => text(values[index] ?? null)),
      ]);
      return `## ${heading}\n\n${table([words.subject, ...series.map(({ label }) => label)], rows)}`;
    }
    case 'anomalies': {
      const lines = block.anomalies.map(({ figures: { value, expected, deviation }, reason, drivers }) => {
        const because = drivers.map((driver) => `${driver.subject.label}：${driver.text}`).join('；');
        return `- ${content.figures[value]?.label ?? ''} ${figure(value)}，${words.expected} ${figure(expected)}，${words.deviation} ${figure(deviation)}。${because}\n  ${reason}`;
      });
      return `## ${block.heading}\n\n${lines.length === 0 ? words.noAnomalies : lines.join('\n')}`;
    }
  }
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
