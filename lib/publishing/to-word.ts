import 'server-only';
import {
  AlignmentType,
  Document,
  HeadingLevel,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import { formatValue } from '@/lib/analysis/format-value';
import { renderSentence } from '@/lib/analysis/render-sentence';
import type { ContentBlock, ReportContent } from '@/lib/analysis/result-contracts';
import { publishingWords } from '@/lib/publishing/publishing-words';

const FONT = { ascii: 'Calibri', hAnsi: 'Calibri', eastAsia: 'Microsoft YaHei' };
/** Days of a chart that a page of Word shows as a table. */
const CHART_ROWS = 31;

/**
 * A report as a Word document: notices, figures, words and tables; charts are tables.
 * @returns the bytes of the .docx file
 */
export async function toWord(content: ReportContent): Promise<Buffer> {
  const words = publishingWords(content.language);
  const notices = content.notices.map(({ text }) => paragraph(`• ${text}`));
  const document = new Document({
    title: `${content.title} ${content.day}`,
    creator: 'Yika',
    styles: { default: { document: { run: { font: FONT, size: 21 } } } },
    sections: [
      {
        children: [
          new Paragraph({ text: `${content.title} · ${content.day}`, heading: HeadingLevel.TITLE }),
          paragraph(words.computedAt(content)),
          ...(notices.length === 0 ? [] : [heading(words.notices), ...notices]),
          ...content.blocks.flatMap((block) => blockParts(block, content)),
          paragraph(words.generated),
        ],
      },
    ],
  });
  return Packer.toBuffer(document);
}

function blockParts(block: ContentBlock, content: ReportContent): (Paragraph | Table)[] {
  const words = publishingWords(content.language);
  const figure = (id: string | null): string => (id === null ? '—' : (content.figures[id]?.text ?? '—'));
  switch (block.kind) {
    case 'figures':
      return block.figures.flat().map((id) => paragraph(`${content.figures[id]?.label ?? ''}：${figure(id)}`));
    case 'words': {
      const text = block.sentences.map((sentence) =>
        renderSentence(sentence, content.figures, content.language)
          .map((segment) => segment.text)
          .join(''),
      );
      const opinion = block.opinion ? [paragraph(words.opinion)] : [];
      return [heading(block.heading), ...opinion, paragraph(text.join(content.language === 'en' ? ' ' : ''))];
    }
    case 'table': {
      const head = [words.subject, ...block.columns.map(({ label }) => label)];
      return [
        heading(block.heading),
        table(
          head,
          block.rows.map(({ subject, cells }) => [subject.label, ...cells.map(figure)]),
        ),
      ];
    }
    case 'chart': {
      const { unit, decimals, series } = block;
      const text = (value: string | null): string =>
        value === null ? '—' : formatValue(value, { unit, kind: 'value', decimals, language: content.language });
      const rows = block.categories.map((category, index) => [
        category,
        ...series.map(({ values }) => text(values[index] ?? null)),
      ]);
      return [
        heading(block.heading),
        table([words.subject, ...series.map(({ label }) => label)], rows.slice(-CHART_ROWS)),
      ];
    }
    case 'anomalies': {
      if (block.anomalies.length === 0) return [heading(block.heading), paragraph(words.noAnomalies)];
      const lines = block.anomalies.flatMap(({ figures: { value, expected, deviation }, reason, drivers }) => [
        paragraph(
          `${content.figures[value]?.label ?? ''} ${figure(value)}，${words.expected} ${figure(expected)}，${words.deviation} ${figure(deviation)}`,
        ),
        ...drivers.map((driver) => paragraph(`${driver.subject.label}：${driver.text}`)),
        paragraph(reason),
      ]);
      return [heading(block.heading), ...lines];
    }
  }
}

function heading(text: string): Paragraph {
  return new Paragraph({ text, heading: HeadingLevel.HEADING_2, spacing: { before: 240, after: 80 } });
}

function paragraph(text: string): Paragraph {
  return new Paragraph({ children: [new TextRun({ text, font: FONT })], spacing: { after: 60 } });
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): Table {
  const cell = (text: string, index: number, isHead: boolean): TableCell =>
    new TableCell({
      children: [
        new Paragraph({
          alignment: index === 0 ? AlignmentType.LEFT : AlignmentType.RIGHT,
          children: [isHead ? new TextRun({ text, font: FONT, style: 'Strong' }) : new TextRun({ text, font: FONT })],
        }),
      ],
    });
  const row = (cells: readonly string[], isHead: boolean): TableRow =>
    new TableRow({ tableHeader: isHead, children: cells.map((text, index) => cell(text, index, isHead)) });
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [row(head, true), ...rows.map((cells) => row(cells, false))],
  });
}
