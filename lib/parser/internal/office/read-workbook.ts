import * as xlsx from '@e965/xlsx';
import { ParseFailure } from '../failure';
import type { Output } from '../output';
import type { ReaderInput } from '../reader';
import { writeRows } from '../table-blocks';
import type { HiddenReason } from '../../contracts';
import { formulasWithoutValue } from './formulas-without-value';
import { markEmbedded } from './mark-embedded';

const MOST_COLUMNS = 256;

/** SheetJS has no types for its number formats. */
interface NumberFormats {
  is_date(format: string): boolean;
  parse_date_code(serial: number): unknown;
}
const FORMATS = xlsx.SSF as NumberFormats;

interface Sheet {
  readonly rows: string[][];
  readonly hiddenRows: ReadonlySet<number>;
  readonly formulas: ReadonlyMap<number, Record<string, string>>;
  readonly firstRow: number;
  /** Rows that the sheet says it has. */
  readonly total: number;
}

/** Reads XLSX, XLS and ODS: cells as they are shown, dates as ISO dates, merged cells filled, hidden parts marked. */
export async function readWorkbook({ kind, bytes, archive, request, output }: ReaderInput): Promise<void> {
  const { rowsPerSheet } = request.limits;
  const workbook = open(bytes, rowsPerSheet);
  const names = workbook.SheetNames;
  output.start({ kind, unit: 'sheet', total: names.length, sheets: names });
  const missing = kind === 'xlsx' ? await formulasWithoutValue(archive) : new Map<string, Map<string, string>>();
  for (const [index, name] of names.entries()) {
    const place = { sheet: name, sheetNumber: index + 1 };
    const worksheet = workbook.Sheets[name];
    if (worksheet === undefined) continue;
    const sheet = readSheet(worksheet, rowsPerSheet, missing.get(name) ?? new Map());
    for (const cell of missing.get(name)?.keys() ?? []) output.mark('formula-without-value', { ...place, range: cell });
    const isHidden = (workbook.Workbook?.Sheets?.[index]?.Hidden ?? 0) > 0;
    writeSheet(sheet, place, isHidden, output);
    for (const [comment, author] of commentsOf(worksheet))
      output.block({ place, kind: 'comment', text: comment, ...(author === undefined ? {} : { author }) });
    if (sheet.total > rowsPerSheet)
      output.warn({ code: 'truncated', limit: 'rows', read: rowsPerSheet, total: sheet.total, places: [place] });
    output.progress(index + 1, names.length);
  }
  if (workbook.vbaraw !== undefined) output.mark('macros-ignored');
  markEmbedded(archive.names, output);
}

function open(bytes: Uint8Array, rows: number): xlsx.WorkBook {
  try {
    return xlsx.read(bytes, {
      type: 'array',
      dense: true,
      cellNF: true,
      cellText: true,
      cellStyles: true,
      cellHTML: false,
      sheetRows: rows,
      UTC: true,
    });
  } catch (error) {
    if (error instanceof Error && /password|encrypt/i.test(error.message))
      throw new ParseFailure('document-protected', 'an encrypted workbook');
    throw error;
  }
}

function readSheet(worksheet: xlsx.WorkSheet, limit: number, missing: ReadonlyMap<string, string>): Sheet {
  const reference = worksheet['!ref'];
  const range = xlsx.utils.decode_range(reference ?? 'A1');
  const full = xlsx.utils.decode_range(String(worksheet['!fullref'] ?? reference ?? 'A1'));
  const lastColumn = Math.min(range.e.c, MOST_COLUMNS - 1);
  const lastRow = Math.min(range.e.r, limit - 1);
  const cells: unknown = worksheet['!data'];
  const formulas = new Map<number, Record<string, string>>();
  const rows: string[][] = [];
  for (let row = 0; row <= lastRow; row += 1) {
    const line: string[] = [];
    for (let column = 0; column <= lastColumn; column += 1) {
      const cell = toCell(Reflect.get(Object(Reflect.get(Object(cells), row)), column));
      const name = xlsx.utils.encode_cell({ r: row, c: column });
      const absent = missing.get(name);
      line.push(absent === undefined ? shownText(cell) : `=${absent}`);
      const formula = absent ?? cell?.f;
      if (formula !== undefined) formulas.set(row + 1, { ...formulas.get(row + 1), [name]: formula });
    }
    rows.push(line);
  }
  for (const merge of worksheet['!merges'] ?? []) {
    const value = rows[merge.s.r]?.[merge.s.c] ?? '';
    // A title over many columns stays one cell; a label over many rows belongs to each of them.
    for (let row = merge.s.r + 1; row <= Math.min(merge.e.r, lastRow); row += 1) {
      const line = rows[row];
      if (line !== undefined) line[merge.s.c] = value;
    }
  }
  const hiddenRows = new Set<number>();
  (worksheet['!rows'] ?? []).forEach((row, index) => {
    if (Reflect.get(Object(row), 'hidden') === true) hiddenRows.add(index + 1);
  });
  return { rows, hiddenRows, formulas, firstRow: 1, total: full.e.r + 1 };
}

function writeSheet(
  { rows, hiddenRows, formulas, firstRow }: Sheet,
  place: { sheet: string; sheetNumber: number },
  isHiddenSheet: boolean,
  output: Output,
): void {
  let from = 0;
  const reasonAt = (index: number): HiddenReason | undefined =>
    isHiddenSheet ? 'hidden-sheet' : hiddenRows.has(firstRow + index) ? 'hidden-row' : undefined;
  while (from < rows.length) {
    const hidden = reasonAt(from);
    let to = from + 1;
    while (to < rows.length && reasonAt(to) === hidden) to += 1;
    const part = rows.slice(from, to);
    if (part.some((row) => row.some((cell) => cell !== '')))
      writeRows(output, part, {
        place,
        firstRow: firstRow + from,
        formulas,
        ...(hidden === undefined ? {} : { hidden }),
      });
    from = to;
  }
}

/** A date by its number and never by the clock of this machine; else what the program shows. */
function shownText(cell: xlsx.CellObject | undefined): string {
  if (cell === undefined) return '';
  if (cell.t === 'n' && typeof cell.v === 'number' && cell.z !== undefined && FORMATS.is_date(String(cell.z)))
    return isoDate(cell.v);
  if (cell.t === 'd' && cell.v instanceof Date)
    return cell.v
      .toISOString()
      .replace(/T00:00:00\.000Z$/, '')
      .slice(0, 19);
  return cell.w ?? (cell.v === undefined ? '' : String(cell.v));
}

function isoDate(serial: number): string {
  const parts = FORMATS.parse_date_code(serial);
  const at = (key: string): number => Number(Reflect.get(Object(parts), key) ?? 0);
  const pad = (value: number, length = 2): string => String(Math.floor(value)).padStart(length, '0');
  const date = `${pad(at('y'), 4)}-${pad(at('m'))}-${pad(at('d'))}`;
  const time = `${pad(at('H'))}:${pad(at('M'))}:${pad(at('S'))}`;
  if (serial < 1) return time;
  return Number.isInteger(serial) ? date : `${date} ${time}`;
}

function* commentsOf(worksheet: xlsx.WorkSheet): Generator<readonly [text: string, author: string | undefined]> {
  const rows: unknown = worksheet['!data'];
  if (!Array.isArray(rows)) return;
  for (const row of rows as unknown[]) {
    if (!Array.isArray(row)) continue;
    for (const value of row as unknown[])
      for (const comment of toCell(value)?.c ?? []) if (comment.t.trim() !== '') yield [comment.t, comment.a];
  }
}

function toCell(value: unknown): xlsx.CellObject | undefined {
  return typeof value === 'object' && value !== null && 't' in value ? (value as xlsx.CellObject) : undefined;
}
