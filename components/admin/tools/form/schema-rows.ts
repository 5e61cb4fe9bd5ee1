import { readLines } from '@/components/admin/shared/read-lines';
import { isJsonObject, type Json } from '@/components/lib/json';
import type { JsonObject } from '@/lib/tools/contracts';

export const ROW_KINDS = ['text', 'number', 'whole', 'yesNo', 'choice', 'date', 'moment', 'texts'] as const;
export type RowKind = (typeof ROW_KINDS)[number];

/** One argument in the simple builder. */
export interface SchemaRow {
  readonly name: string;
  /** Its title; empty: its name is shown. */
  readonly title: string;
  readonly kind: RowKind;
  readonly description: string;
  readonly required: boolean;
  /** For `choice`: one value per line. */
  readonly choices: string;
  /** Keywords that the builder does not show (limits, patterns, defaults); they are kept. */
  readonly rest: JsonObject;
}
export interface SchemaRows {
  readonly rows: readonly SchemaRow[];
  /** The same for the schema of the object. */
  readonly rest: JsonObject;
}

export const EMPTY_ROW: SchemaRow = {
  name: '',
  title: '',
  kind: 'text',
  description: '',
  required: true,
  choices: '',
  rest: {},
};
export const EMPTY_SCHEMA: JsonObject = { type: 'object', properties: {}, required: [], additionalProperties: false };

const TYPES: Record<RowKind, JsonObject> = {
  text: { type: 'string' },
  number: { type: 'number' },
  whole: { type: 'integer' },
  yesNo: { type: 'boolean' },
  choice: { type: 'string' },
  date: { type: 'string', format: 'date' },
  moment: { type: 'string', format: 'date-time' },
  texts: { type: 'array', items: { type: 'string' } },
};
const splitChoices = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
];

/** Whether an earlier row has the same name: a schema can contain only one of them. */
export function isTwice(rows: readonly SchemaRow[], index: number): boolean {
  const name = rows[index]?.name;
  return name !== '' && rows.findIndex((row) => row.name === name) !== index;
}

/** How many rows the schema cannot contain yet: without a name, or with a duplicate one. */
export function countUnfinished({ rows }: SchemaRows): number {
  return rows.filter(({ name }, index) => name === '' || isTwice(rows, index)).length;
}

/** The schema of the finished rows of the builder. */
export function writeRows({ rows, rest }: SchemaRows): JsonObject {
  const named = rows.filter(({ name }, index) => name !== '' && !isTwice(rows, index));
  return {
    ...rest,
    type: 'object',
    properties: Object.fromEntries(
      named.map((row): [string, Json] => [
        row.name,
        {
          ...TYPES[row.kind],
          ...(row.title === '' ? {} : { title: row.title }),
          ...(row.kind === 'choice' ? { enum: splitChoices(row.choices) } : {}),
          ...(row.description === '' ? {} : { description: row.description }),
          ...row.rest,
        },
      ]),
    ),
    required: named.filter(({ required }) => required).map(({ name }) => name),
  };
}

function readKind(schema: JsonObject): RowKind | null {
  const { type, format } = schema;
  if (schema.enum !== undefined) return type === 'string' && readLines(schema.enum) !== null ? 'choice' : null;
  if (type === 'string')
    return format === undefined ? 'text' : format === 'date' ? 'date' : format === 'date-time' ? 'moment' : null;
  if (type === 'number') return 'number';
  if (type === 'integer') return 'whole';
  if (type === 'boolean') return 'yesNo';
  if (type === 'array')
    return isJsonObject(schema.items) && schema.items.type === 'string' && Object.keys(schema.items).length === 1
      ? 'texts'
      : null;
  return null;
}

/** The rows of a schema; null when rows cannot show all of it, so that it is edited as JSON. */
export function readRows(schema: JsonObject): SchemaRows | null {
  const { type, properties, required = [], ...rest } = schema;
  if (type !== 'object' || !isJsonObject(properties) || !Array.isArray(required)) return null;
  const rows: SchemaRow[] = [];
  for (const [name, property] of Object.entries(properties)) {
    const kind = isJsonObject(property) ? readKind(property) : null;
    if (kind === null || !isJsonObject(property)) return null;
    const { type: _type, title = '', description = '', enum: options, format, items: _items, ...more } = property;
    if (typeof title !== 'string' || typeof description !== 'string') return null;
    rows.push({
      name,
      title,
      kind,
      description,
      required: required.includes(name),
      choices: readLines(options)?.join('\n') ?? '',
      rest: kind === 'choice' && format !== undefined ? { ...more, format } : more,
    });
  }
  return required.every((name) => typeof name === 'string' && Object.hasOwn(properties, name)) ? { rows, rest } : null;
}
