import 'server-only';
import type { ContentBlock, ReportContent } from '@/lib/analysis/result-contracts';
import { anomalyTexts, namedFigure, tableText, wordsText, type TextTable } from '@/lib/publishing/block-texts';
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
  switch (block.kind) {
    case 'figures':
      return block.figures
        .flat()
        .map((id) => `- ${namedFigure(content, id)}`)
        .join('\n');
    case 'words':
      return `## ${block.heading}\n\n${block.opinion ? `*${words.opinion}*\n\n` : ''}${wordsText(content, block)}`;
    case 'table':
    case 'chart':
      return `## ${block.heading}\n\n${table(tableText(content, block))}`;
    case 'anomalies': {
      const lines = block.anomalies.map((anomaly) => {
        const { what, drivers, reason } = anomalyTexts(content, anomaly);
        return `- ${what}。${drivers.join('；')}\n  ${reason}`;
      });
      return `## ${block.heading}\n\n${lines.length === 0 ? words.noAnomalies : lines.join('\n')}`;
    }
  }
}

function table({ head, rows }: TextTable): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
