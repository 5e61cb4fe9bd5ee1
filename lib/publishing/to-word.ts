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
import type { ContentBlock, ReportContent } from '@/lib/analysis/result-contracts';
import { anomalyTexts, namedFigure, tableText, wordsText, type TextTable } from '@/lib/publishing/block-texts';
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
  switch (block.kind) {
    case 'figures':
      return block.figures.flat().map((id) => paragraph(namedFigure(content, id)));
    case 'words': {
      const opinion = block.opinion ? [paragraph(words.opinion)] : [];
      return [heading(block.heading), ...opinion, paragraph(wordsText(content, block))];
    }
    case 'table':
      return [heading(block.heading), table(tableText(content, block))];
    case 'chart': {
      const { head, rows } = tableText(content, block);
      return [heading(block.heading), table({ head, rows: rows.slice(-CHART_ROWS) })];
    }
    case 'anomalies': {
      if (block.anomalies.length === 0) return [heading(block.heading), paragraph(words.noAnomalies)];
      const lines = block.anomalies.flatMap((anomaly) => {
        const { what, drivers, reason } = anomalyTexts(content, anomaly);
        return [what, ...drivers, reason].map(paragraph);
      });
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

function table({ head, rows }: TextTable): Table {
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
