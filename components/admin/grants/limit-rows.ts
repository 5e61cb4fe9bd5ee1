import { readLines } from '@/components/admin/shared/read-lines';
import { readSchemaFields, type SchemaField } from '@/components/calls/schema/schema-fields';
import { isJsonObject, type Json } from '@/components/lib/json';
import type { JsonObject } from '@/lib/tools/contracts';
import { isExactNumber } from '@/lib/tools/exact-number-contracts';

/** Limits of one argument, as typed. */
export interface LimitRow {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'number';
  /** Allowed values, one per line; empty: all. */
  readonly values: string;
  readonly minimum: string;
  readonly maximum: string;
}

const bounded = (field: SchemaField): 'text' | 'number' | null =>
  field.kind === 'number'
    ? 'number'
    : field.kind === 'text' || (field.kind === 'choice' && field.options.every((option) => typeof option === 'string'))
      ? 'text'
      : null;

/** A row for each argument that rows can limit; `limit` is the present limit. Null when rows cannot show all of it. */
export function readLimitRows(inputSchema: JsonObject, limit: JsonObject | undefined): readonly LimitRow[] | null {
  const rows = (readSchemaFields(inputSchema) ?? []).flatMap((field): LimitRow[] => {
    const kind = bounded(field);
    return kind === null ? [] : [{ name: field.name, label: field.label, kind, values: '', minimum: '', maximum: '' }];
  });
  if (limit === undefined) return rows;
  const { properties = {}, type = 'object', ...rest } = limit;
  if (type !== 'object' || !isJsonObject(properties) || Object.keys(rest).length > 0) return null;
  const filled: LimitRow[] = [];
  for (const row of rows) {
    const read = readRow(row, properties[row.name]);
    if (read === null) return null;
    filled.push(read);
  }
  return Object.keys(properties).every((name) => rows.some((row) => row.name === name)) ? filled : null;
}

function readRow(row: LimitRow, bound: Json | undefined): LimitRow | null {
  if (bound === undefined) return row;
  if (!isJsonObject(bound)) return null;
  const { enum: values, minimum, maximum, ...rest } = bound;
  if (Object.keys(rest).length > 0) return null;
  if (row.kind === 'number') {
    const isBound = (value: Json | undefined) => value === undefined || typeof value === 'number';
    return values === undefined && isBound(minimum) && isBound(maximum)
      ? {
          ...row,
          minimum: minimum === undefined ? '' : String(minimum),
          maximum: maximum === undefined ? '' : String(maximum),
        }
      : null;
  }
  const lines = readLines(values);
  return lines === null || minimum !== undefined || maximum !== undefined ? null : { ...row, values: lines.join('\n') };
}

const plainOf = (text: string): string => text.normalize('NFKC').trim();
const toNumber = (text: string): number => Number(plainOf(text) || NaN);
/** Whether a text is not a number, or one that would be stored as another number. */
export const isBadBound = (text: string): boolean => plainOf(text) !== '' && !isExactNumber(plainOf(text));

/** The JSON Schema of the rows; undefined when there are no limits. */
export function writeLimitRows(rows: readonly LimitRow[]): JsonObject | undefined {
  const properties = rows.flatMap((row): [string, Json][] => {
    if (row.kind === 'text') {
      const values = [
        ...new Set(
          row.values
            .split('\n')
            .map((line) => line.trim())
            .filter((line) => line !== ''),
        ),
      ];
      return values.length === 0 ? [] : [[row.name, { enum: values }]];
    }
    const bound: JsonObject = {
      ...(Number.isFinite(toNumber(row.minimum)) ? { minimum: toNumber(row.minimum) } : {}),
      ...(Number.isFinite(toNumber(row.maximum)) ? { maximum: toNumber(row.maximum) } : {}),
    };
    return Object.keys(bound).length === 0 ? [] : [[row.name, bound]];
  });
  return properties.length === 0 ? undefined : { type: 'object', properties: Object.fromEntries(properties) };
}
