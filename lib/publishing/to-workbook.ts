import 'server-only';
import type { Figure, ReportContent } from '@/lib/analysis/result-contracts';
import { publishingWords } from '@/lib/publishing/publishing-words';
import writeExcelFile, { type SheetData } from 'write-excel-file/node';

/** Characters that Excel refuses in the name of a sheet, and how long it may be. */
const FORBIDDEN = /[\\/?*[\]:]/g;
const SHEET_NAME_LENGTH = 31;
const FULL_WIDTH = 18;

/**
 * A report as an Excel workbook: a sheet with all figures, and one for each table and chart. Figures are numbers with
 * their exact decimals, percentages as Excel has them; text that begins like a formula stays text.
 * @returns the bytes of the .xlsx file
 */
export async function toWorkbook(content: ReportContent): Promise<Buffer> {
  const words = publishingWords(content.language);
  const head = [words.figure, words.value, words.shown, words.missing];
  const all = Object.values(content.figures).map((figure) => [
    text(figure.label),
    number(figure),
    text(figure.text),
    text(figure.missing ?? ''),
  ]);
  const sheets: { name: string; data: SheetData }[] = [
    {
      name: words.allFigures,
      data: [[bold(`${content.title} · ${content.day}`)], [text(words.computedAt(content))], head.map(bold), ...all],
    },
  ];
  for (const block of content.blocks) {
    if (block.kind === 'table') {
      const rows = block.rows.map(({ subject, cells }) => [
        text(subject.label),
        ...cells.map((id) => number(id === null ? undefined : content.figures[id])),
      ]);
      const columns = [words.subject, ...block.columns.map(({ label }) => label)].map(bold);
      sheets.push({ name: block.heading, data: [columns, ...rows] });
    }
    if (block.kind === 'chart') {
      const columns = [words.subject, ...block.series.map(({ label }) => label)].map(bold);
      const format = formatOf(block.decimals);
      const rows = block.categories.map((category, index) => [
        text(category),
        ...block.series.map(({ values }) => cellOf(values[index] ?? null, format)),
      ]);
      sheets.push({ name: block.heading, data: [columns, ...rows] });
    }
  }
  const used = new Set<string>();
  const written = writeExcelFile(
    sheets.map(({ name, data }) => ({
      data,
      sheet: sheetName(name, used),
      columns: (data.at(-1) ?? []).map(() => ({ width: FULL_WIDTH })),
    })),
  );
  return written.toBuffer();
}

function bold(value: string) {
  return { value, type: String, fontWeight: 'bold' as const };
}

function text(value: string) {
  return { value, type: String };
}

function number(figure: Figure | undefined) {
  if (figure === undefined) return null;
  if (figure.unit.kind !== 'percent') return cellOf(figure.value, formatOf(figure.decimals));
  // Excel multiplies by 100 when it shows a percentage.
  const share = figure.value === null ? null : String(Number(figure.value) / 100);
  return cellOf(share, `${formatOf(figure.decimals).replace('#,##', '')}%`);
}

function cellOf(value: string | null, format: string) {
  return value === null ? null : { value: Number(value), type: Number, format };
}

function formatOf(decimals: number): string {
  return decimals === 0 ? '#,##0' : `#,##0.${'0'.repeat(decimals)}`;
}

function sheetName(heading: string, used: Set<string>): string {
  const name =
    heading
      .replaceAll(FORBIDDEN, ' ')
      .trim()
      .slice(0, SHEET_NAME_LENGTH - 3) || 'Sheet';
  let unique = name;
  for (let count = 2; used.has(unique.toLowerCase()); count += 1) unique = `${name} ${count}`;
  used.add(unique.toLowerCase());
  return unique;
}
