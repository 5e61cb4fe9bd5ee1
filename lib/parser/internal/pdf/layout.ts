import type { Row, Segment } from './segments';

/** A part of a page that is read as a whole: rows of text, or rows of a table. */
export interface Region {
  readonly kind: 'text' | 'table';
  readonly rows: readonly Row[];
}

const FEWEST_COLUMN_ROWS = 3;
const FEWEST_TABLE_ROWS = 2;
/** A line of prose fills this share of its column. */
const FILLED = 0.75;
const FILLED_ROWS = 0.5;

/** Rows in reading order: columns of prose one after the other, tables by their rows (an XY-cut). */
export function layOut(rows: readonly Row[]): Region[] {
  const columns = findColumns(rows);
  if (columns !== undefined)
    return [
      ...layOut(rows.slice(0, columns.from)),
      ...layOut(columns.left),
      ...layOut(columns.right),
      ...layOut(rows.slice(columns.to)),
    ];
  return splitTables(rows);
}

interface Columns {
  readonly from: number;
  readonly to: number;
  readonly left: readonly Row[];
  readonly right: readonly Row[];
}

/** The longest run of rows that one gutter parts into two columns of prose. */
function findColumns(rows: readonly Row[]): Columns | undefined {
  const gutters = new Set<number>();
  for (const row of rows)
    row.forEach((segment, index) => {
      const before = row[index - 1];
      if (before !== undefined) gutters.add(Math.round((before.box[2] + segment.box[0]) / 2));
    });
  // Columns whose rows stand at different heights have no gap inside of a row.
  const lefts = rows.flatMap((row) => row.map(({ box }) => Math.round(box[0])));
  for (const [left, count] of countOf(lefts)) if (count >= FEWEST_COLUMN_ROWS) gutters.add(left - 4);

  let best: Columns | undefined;
  for (const gutter of gutters) {
    for (const run of runsAt(rows, gutter)) {
      if (best !== undefined && run.to - run.from <= best.to - best.from) continue;
      if (isProse(run.left) && isProse(run.right) && overlap(run.left, run.right)) best = run;
    }
  }
  return best;
}

function* runsAt(rows: readonly Row[], gutter: number): Generator<Columns> {
  let from = 0;
  for (let to = 0; to <= rows.length; to += 1) {
    const isCrossed = rows[to]?.some(({ box }) => box[0] < gutter && box[2] > gutter) ?? true;
    if (!isCrossed) continue;
    const part = rows.slice(from, to);
    const left = side(part, ({ box }) => box[2] <= gutter);
    const right = side(part, ({ box }) => box[0] >= gutter);
    if (left.length >= FEWEST_COLUMN_ROWS && right.length >= FEWEST_COLUMN_ROWS) yield { from, to, left, right };
    from = to + 1;
  }
}

function side(rows: readonly Row[], isInside: (segment: Segment) => boolean): Row[] {
  return rows.map((row) => row.filter(isInside)).filter((row) => row.length > 0);
}

function isProse(rows: readonly Row[]): boolean {
  const left = Math.min(...rows.map(leftOf));
  const right = Math.max(...rows.map(rightOf));
  const filled = rows.filter(
    (row) => textWidth(row) >= FILLED * (right - left) && row.reduce((sum, { text }) => sum + text.length, 0) > 8,
  );
  return filled.length >= FILLED_ROWS * rows.length;
}

function overlap(left: readonly Row[], right: readonly Row[]): boolean {
  const [topLeft, bottomLeft] = extent(left);
  const [topRight, bottomRight] = extent(right);
  const shared = Math.min(bottomLeft, bottomRight) - Math.max(topLeft, topRight);
  return shared > 0.5 * Math.min(bottomLeft - topLeft, bottomRight - topRight);
}

function extent(rows: readonly Row[]): readonly [top: number, bottom: number] {
  const boxes = rows.flatMap((row) => row.map(({ box }) => box));
  return [Math.min(...boxes.map((box) => box[1])), Math.max(...boxes.map((box) => box[3]))];
}

const leftOf = (row: Row): number => row[0]?.box[0] ?? 0;
const rightOf = (row: Row): number => Math.max(...row.map(({ box }) => box[2]));
const textWidth = (row: Row): number => row.reduce((sum, { box }) => sum + box[2] - box[0], 0);

/** Parts text from tables: neighbouring rows with several segments each. */
function splitTables(rows: readonly Row[]): Region[] {
  const regions: Region[] = [];
  let from = 0;
  while (from < rows.length) {
    const isTable = isTableRow(rows[from]);
    let to = from + 1;
    while (to < rows.length && (isTableRow(rows[to]) === isTable || (isTable && isContinued(rows, to)))) to += 1;
    const part = rows.slice(from, to);
    const kind = isTable && part.length >= FEWEST_TABLE_ROWS ? 'table' : 'text';
    const last = regions.at(-1);
    if (kind === 'text' && last?.kind === 'text') regions[regions.length - 1] = { kind, rows: [...last.rows, ...part] };
    else regions.push({ kind, rows: part });
    from = to;
  }
  return regions;
}

function isTableRow(row: Row | undefined): boolean {
  return row !== undefined && row.length >= 2;
}

/** The second line of a cell: right of the first column and close below, with the table going on. */
function isContinued(rows: readonly Row[], at: number): boolean {
  const before = rows[at - 1];
  const row = rows[at];
  if (before === undefined || row === undefined || !isTableRow(rows[at + 1])) return false;
  const height = row[0]?.height ?? 0;
  const gap = (row[0]?.box[1] ?? 0) - Math.max(...before.map(({ box }) => box[3]));
  return leftOf(row) > leftOf(before) + height && gap < height;
}

/** The cells of a table: columns are where segments of different rows overlap. */
export function cellsOf(rows: readonly Row[]): string[][] {
  const spans: [left: number, right: number][] = [];
  for (const { box } of rows.flat().toSorted((one, other) => one.box[0] - other.box[0])) {
    const last = spans.at(-1);
    if (last !== undefined && box[0] < last[1]) last[1] = Math.max(last[1], box[2]);
    else spans.push([box[0], box[2]]);
  }
  const cells: string[][] = [];
  for (const row of rows) {
    const line = spans.map(() => '');
    for (const { text, box } of row) {
      const column = Math.max(
        0,
        spans.findLastIndex(([left]) => box[0] >= left),
      );
      line[column] = [line[column] ?? '', text].filter((part) => part !== '').join(' ');
    }
    const before = cells.at(-1);
    if (row.length === 1 && line[0] === '' && before !== undefined)
      line.forEach((text, column) => (before[column] = `${before[column] ?? ''}${text}`));
    else cells.push(line);
  }
  return cells;
}

function countOf(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
