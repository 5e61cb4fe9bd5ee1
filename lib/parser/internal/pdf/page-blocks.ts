import type { Block, BlockKind } from '../../contracts';
import { tableText } from '../table-text';
import { type Box, union } from './geometry';
import { cellsOf, layOut, type Region } from './layout';
import type { TextRun } from './read-operators';
import { directionsOf, joinLines, type Row } from './segments';

const HEADING_NUMBER = /^(?:第[\p{Script=Han}\d]{1,6}[编章节条]|\d{1,2}(?:\.\d{1,2}){0,3}\s)/u;
const LIST_MARK =
  /^(?:[•·●○■□▪◆◇▶–-]\s*|[（(]?(?:\d{1,2}|[a-z]|[一二三四五六七八九十]{1,3})(?:[)）、]|\.(?!\d))\s*)\S/u;
const SENTENCE_END = /[。；;，,、：:]$/;
const LONGEST_HEADING = 40;

interface Paragraph {
  readonly text: string;
  readonly rows: readonly Row[];
  readonly height: number;
}

/** What a page says, in reading order; hidden text comes last and is marked. */
export function pageBlocks(runs: readonly TextRun[], page: number, bodyHeight: number): Block[] {
  const blocks: Block[] = [];
  for (const { rows, back } of directionsOf(runs.filter(({ hidden }) => hidden === undefined)))
    for (const region of layOut(rows)) blocks.push(...regionBlocks(region, page, bodyHeight, back));
  const hidden = Map.groupBy(
    runs.filter((run) => run.hidden !== undefined),
    (run) => run.hidden,
  );
  for (const [reason, group] of hidden)
    for (const { rows, back } of directionsOf(group)) {
      const text = rows.map((row) => row.map((segment) => segment.text).join(' ')).reduce(joinLines, '');
      blocks.push({
        place: { page },
        kind: 'hidden',
        text: text.trim(),
        bbox: rounded(back(boxOfRows(rows))),
        ...(reason === undefined ? {} : { hidden: reason }),
      });
    }
  return blocks;
}

function regionBlocks(region: Region, page: number, bodyHeight: number, back: (box: Box) => Box): Block[] {
  if (region.kind === 'table') {
    const rows = cellsOf(region.rows);
    return [
      { place: { page }, kind: 'table', text: tableText(rows), rows, bbox: rounded(back(boxOfRows(region.rows))) },
    ];
  }
  return paragraphsOf(region.rows).map((paragraph) => {
    const level = headingLevel(paragraph, bodyHeight);
    const kind: BlockKind = level !== undefined ? 'heading' : LIST_MARK.test(paragraph.text) ? 'list' : 'paragraph';
    return {
      place: { page },
      kind,
      text: paragraph.text,
      bbox: rounded(back(boxOfRows(paragraph.rows))),
      ...(level === undefined ? {} : { level }),
    };
  });
}

function paragraphsOf(rows: readonly Row[]): Paragraph[] {
  const left = Math.min(...rows.map((row) => row[0]?.box[0] ?? 0));
  const right = Math.max(...rows.map((row) => row.at(-1)?.box[2] ?? 0));
  const paragraphs: { text: string; rows: Row[]; height: number }[] = [];
  rows.forEach((row, index) => {
    const text = row.map((segment) => segment.text).join(' ');
    const height = Math.max(...row.map((segment) => segment.height));
    const current = paragraphs.at(-1);
    const before = rows[index - 1];
    if (current !== undefined && before !== undefined && !isNewParagraph(before, row, text, current.height)) {
      current.text = joinLines(current.text, text);
      current.rows.push(row);
    } else paragraphs.push({ text, rows: [row], height });
  });
  return paragraphs;

  function isNewParagraph(before: Row, row: Row, text: string, beforeHeight: number): boolean {
    const first = row[0];
    const last = before.at(-1);
    if (first === undefined || last === undefined) return true;
    const height = first.height;
    if (Math.abs(height - beforeHeight) > 0.15 * beforeHeight) return true;
    if (first.box[1] - last.box[3] > 1.1 * height) return true;
    // An indented first line, or a line before it that ended early.
    if (first.box[0] - left > 1.2 * height && (before[0]?.box[0] ?? 0) - left < 0.6 * height) return true;
    const filled = (last.box[2] - left) / (right - left);
    if (right - left > 12 * height && (filled < 0.5 || (filled < 0.8 && SENTENCE_END.test(last.text)))) return true;
    return LIST_MARK.test(text) || HEADING_NUMBER.test(text);
  }
}

function headingLevel({ text, height, rows }: Paragraph, bodyHeight: number): number | undefined {
  if (text.length > LONGEST_HEADING || rows.length > 2 || !/\p{L}/u.test(text)) return undefined;
  if (height >= 1.5 * bodyHeight) return 1;
  if (height >= 1.12 * bodyHeight) return 2;
  return HEADING_NUMBER.test(text) && !SENTENCE_END.test(text) && text.length <= 24 ? 3 : undefined;
}

function boxOfRows(rows: readonly Row[]): Box {
  return union(rows.flatMap((row) => row.map(({ box }) => box)));
}

function rounded([left, top, right, bottom]: Box): [number, number, number, number] {
  const round = (value: number): number => Math.round(value * 10) / 10;
  return [round(left), round(top), round(right), round(bottom)];
}
