import type { Output } from './output';
import { tableText } from './table-text';
import type { HiddenReason, Place } from '../contracts';

const ROWS_A_BLOCK = 100;

interface RowsPlace {
  readonly place: Place;
  /** The row number of the first row, from 1. */
  readonly firstRow: number;
  readonly formulas?: ReadonlyMap<number, Readonly<Record<string, string>>>;
  readonly hidden?: HiddenReason;
}

/** Writes rows as table blocks of 100, each with the range of its cells. */
export function writeRows(output: Output, rows: readonly (readonly string[])[], at: RowsPlace): void {
  for (let index = 0; index < rows.length; index += ROWS_A_BLOCK) {
    const part = rows.slice(index, index + ROWS_A_BLOCK).map((row) => [...row]);
    const from = at.firstRow + index;
    const formulas = Object.fromEntries(part.flatMap((_, row) => Object.entries(at.formulas?.get(from + row) ?? {})));
    output.block({
      place: { ...at.place, range: rangeOf(from, part) },
      kind: at.hidden === undefined ? 'table' : 'hidden',
      text: tableText(part),
      rows: part,
      ...(Object.keys(formulas).length === 0 ? {} : { formulas }),
      ...(at.hidden === undefined ? {} : { hidden: at.hidden }),
    });
  }
}

function rangeOf(firstRow: number, rows: readonly (readonly string[])[]): string {
  const width = Math.max(1, ...rows.map((row) => row.length));
  return `A${firstRow}:${columnName(width)}${firstRow + rows.length - 1}`;
}

/** A for 1, AA for 27. */
export function columnName(column: number): string {
  return column <= 0 ? '' : columnName(Math.floor((column - 1) / 26)) + String.fromCharCode(65 + ((column - 1) % 26));
}
