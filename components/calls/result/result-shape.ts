import type { Scalar } from '@/components/calls/schema/schema-fields';
import { isJsonObject, type Json } from '@/components/lib/json';

export interface Fact {
  readonly name: string;
  readonly value: Json;
}
/** How a value is best read. */
export type ResultShape =
  | { readonly kind: 'empty' }
  | { readonly kind: 'scalar'; readonly value: Scalar }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'list'; readonly items: readonly Json[] }
  | {
      readonly kind: 'table';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly (Json | undefined)[])[];
    };

/** A table wider than this is easier to read as a list of facts. */
const MAX_COLUMNS = 12;

const isScalar = (value: Json): value is Scalar => value === null || typeof value !== 'object';

/** Series side by side, as weather services answer: `{ time: […], temperature: […] }`. */
function readSeries(facts: readonly Fact[]): ResultShape | null {
  const series = facts.map(({ value }) => (Array.isArray(value) && value.every(isScalar) ? value : null));
  const length = series[0]?.length ?? 0;
  if (
    facts.length < 2 ||
    facts.length > MAX_COLUMNS ||
    length < 2 ||
    !series.every((values) => values?.length === length)
  )
    return null;
  return {
    kind: 'table',
    columns: facts.map(({ name }) => name),
    rows: Array.from({ length }, (_, row) => series.map((values) => values?.[row])),
  };
}

function readArray(items: readonly Json[]): ResultShape {
  const rows = items.filter(isJsonObject);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (rows.length !== items.length || columns.length === 0 || columns.length > MAX_COLUMNS)
    return { kind: 'list', items };
  return {
    kind: 'table',
    columns,
    rows: rows.map((row) => columns.map((column) => (Object.hasOwn(row, column) ? row[column] : undefined))),
  };
}

/**
 * Chooses between a table, name and value, a list and a plain value. `isExact`: series stay series, for as a table they
 * look like a list of objects.
 */
export function shapeOf(value: Json, isExact = false): ResultShape {
  if (isScalar(value)) return value === null || value === '' ? { kind: 'empty' } : { kind: 'scalar', value };
  if (Array.isArray(value)) return value.length === 0 ? { kind: 'empty' } : readArray(value);
  const facts = Object.entries(value).map(([name, inner]) => ({ name, value: inner }));
  if (facts.length === 0) return { kind: 'empty' };
  return (isExact ? null : readSeries(facts)) ?? { kind: 'facts', facts };
}

/** What stands for true and false, in the reader's language, and how texts are written; without `text` as they are. */
export interface YesNo {
  readonly yes: string;
  readonly no: string;
  readonly text?: (text: string) => string;
}

/** A value as clean text: for a cell of a table, or to be copied for a customer. */
export function plainText(value: Json | undefined, words: YesNo): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'string') return words.text?.(value) ?? value;
  if (typeof value !== 'object') return String(value);
  const text = (inner: Json | undefined) => plainText(inner, words);
  const shape = shapeOf(value);
  switch (shape.kind) {
    case 'empty':
      return '';
    case 'scalar':
      return text(shape.value);
    case 'facts':
      return shape.facts
        .map(({ name, value: inner }) =>
          isScalar(inner) ? `${name}: ${text(inner)}` : `${name}:\n${indent(text(inner))}`,
        )
        .join('\n');
    case 'list':
      return shape.items.map((item) => `- ${indent(text(item)).trimStart()}`).join('\n');
    case 'table':
      return [shape.columns, ...shape.rows.map((row) => row.map((cell) => text(cell).replaceAll(/\s+/g, ' ')))]
        .map((cells) => cells.join('\t'))
        .join('\n');
  }
}

const indent = (text: string): string => text.replaceAll(/^/gm, '  ');
