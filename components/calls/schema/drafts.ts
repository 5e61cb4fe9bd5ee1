import type { JsonObject } from '@/lib/tools/contracts';
import { findInexactNumber, isExactNumber } from '@/lib/tools/exact-number-contracts';
import type { NumberField, Scalar, SchemaField, TextField, TextFormat } from '@/components/calls/schema/schema-fields';
import { isJsonObject, type Json } from '@/components/lib/json';

/** What stands in a form: texts as typed, a choice as the index of its option, lists and groups of these. */
export type Draft = string | DraftList | DraftGroup;
export type DraftList = readonly Draft[];
export interface DraftGroup {
  readonly [name: string]: Draft;
}

export type DraftErrorCode =
  | 'required'
  | 'number'
  | 'whole'
  | 'minimum'
  | 'maximum'
  | 'above'
  | 'below'
  | 'minLength'
  | 'maxLength'
  | 'pattern'
  | 'date'
  | 'moment'
  | 'time'
  | 'email'
  | 'uri'
  | 'uuid'
  | 'minItems'
  | 'maxItems'
  | 'json'
  | 'inexact';
export interface DraftError {
  readonly code: DraftErrorCode;
  /** The bound that is not kept; the number that would be changed by sending it. */
  readonly limit: number | string;
}
/** By the place in the arguments: `customer.phones.0`. */
export type DraftErrors = ReadonlyMap<string, DraftError>;

export const pathOf = (parent: string, name: string | number): string =>
  parent === '' ? String(name) : `${parent}.${name}`;
export const isDraftList = (draft: Draft | undefined): draft is DraftList => Array.isArray(draft);
export const isDraftGroup = (draft: Draft | undefined): draft is DraftGroup =>
  typeof draft === 'object' && !Array.isArray(draft);

/** The draft of a field: of `value`, else (for a new form) of the schema's default, else empty. */
export function startDraft(field: SchemaField, value: Json | undefined, isNew: boolean): Draft {
  const given = value === undefined && isNew ? field.initial : value;
  switch (field.kind) {
    case 'text':
      return typeof given === 'string' ? (field.format === 'date-time' ? toLocalMoment(given) : given) : '';
    case 'number':
      return typeof given === 'number' ? String(given) : '';
    case 'choice': {
      const index = field.options.findIndex((option) => option === given);
      return index >= 0 ? String(index) : isNew && field.required && field.options.length === 1 ? '0' : '';
    }
    case 'list':
      return Array.isArray(given)
        ? given.map((item) => startDraft(field.items, item, isNew))
        : Array.from({ length: isNew && field.required ? field.minItems : 0 }, () =>
            startDraft(field.items, undefined, isNew),
          );
    case 'group':
      return startDrafts(field.fields, isJsonObject(given) ? given : {}, isNew);
    case 'json':
      return given === undefined ? '' : JSON.stringify(given, null, 2);
  }
}

export function startDrafts(fields: readonly SchemaField[], value: JsonObject, isNew: boolean): DraftGroup {
  return Object.fromEntries(fields.map((field) => [field.name, startDraft(field, value[field.name], isNew)]));
}

/**
 * The arguments of a draft, and its errors. The server reports violations of the rest of the schema (patterns across
 * fields, say).
 */
export function readDrafts(
  fields: readonly SchemaField[],
  drafts: DraftGroup,
): { readonly value: JsonObject; readonly errors: DraftErrors } {
  const errors = new Map<string, DraftError>();
  return { value: readGroup(fields, drafts, '', errors), errors };
}

type Errors = Map<string, DraftError>;

/** Instead of a value: what was typed is wrong, and it has been noted. */
const WRONG = Symbol('wrong');
type Wrong = typeof WRONG;

function readGroup(fields: readonly SchemaField[], drafts: DraftGroup, path: string, errors: Errors): JsonObject {
  const entries = fields.map((field): [string, Json | undefined | Wrong] => [
    field.name,
    readField(field, drafts[field.name] ?? '', pathOf(path, field.name), errors),
  ]);
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => isThere(entry[1])));
}

const isThere = (value: Json | undefined | Wrong): value is Json => value !== undefined && value !== WRONG;

function readField(field: SchemaField, draft: Draft, path: string, errors: Errors): Json | undefined | Wrong {
  const fail: Fail = (code, limit = 0) => {
    errors.set(path, { code, limit });
    return WRONG;
  };
  if (isEmpty(draft)) {
    if (!field.required) return undefined;
    if (field.kind !== 'list' && field.kind !== 'group') return fail('required');
  }
  switch (field.kind) {
    case 'text':
      return typeof draft === 'string' ? readText(field, draft, fail) : undefined;
    case 'number':
      return typeof draft === 'string' ? readNumber(field, draft, fail) : undefined;
    case 'choice':
      return typeof draft === 'string' ? readChoice(field.options, draft) : undefined;
    case 'json':
      return typeof draft === 'string' ? readJson(draft, fail) : undefined;
    case 'group':
      return readGroup(field.fields, isDraftGroup(draft) ? draft : {}, path, errors);
    case 'list': {
      const items = isDraftList(draft) ? draft : [];
      if (items.length < field.minItems) return fail('minItems', field.minItems);
      if (field.maxItems !== undefined && items.length > field.maxItems) return fail('maxItems', field.maxItems);
      return items.map((item, index) => readField(field.items, item, pathOf(path, index), errors)).filter(isThere);
    }
  }
}

function isEmpty(draft: Draft): boolean {
  if (typeof draft === 'string') return draft.trim() === '';
  return isDraftList(draft) ? draft.length === 0 : Object.values(draft).every(isEmpty);
}

type Fail = (code: DraftErrorCode, limit?: number | string) => Wrong;

const FORMATS: Record<
  Exclude<TextFormat, 'plain'>,
  { readonly code: DraftErrorCode; readonly fits: (text: string) => boolean }
> = {
  date: { code: 'date', fits: (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) },
  'date-time': { code: 'moment', fits: (text) => !Number.isNaN(Date.parse(text)) },
  time: { code: 'time', fits: (text) => /^\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?$/.test(text) },
  email: { code: 'email', fits: (text) => /^[^\s@]+@[^\s@]+$/.test(text) },
  uri: { code: 'uri', fits: (text) => URL.canParse(text) },
  uuid: { code: 'uuid', fits: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) },
};

function readText(field: TextField, draft: string, fail: Fail): string | Wrong {
  if (field.format !== 'plain') {
    const { code, fits } = FORMATS[field.format];
    if (!fits(draft.trim())) return fail(code);
    return field.format === 'date-time' ? new Date(draft).toISOString() : draft.trim();
  }
  // JSON Schema counts characters, not UTF-16 units.
  const length = Array.from(draft).length;
  if (field.minLength !== undefined && length < field.minLength) return fail('minLength', field.minLength);
  if (field.maxLength !== undefined && length > field.maxLength) return fail('maxLength', field.maxLength);
  if (field.pattern !== undefined && !fitsPattern(field.pattern, draft)) return fail('pattern');
  return draft;
}

/** A pattern this browser can not read is the server's to check. */
function fitsPattern(pattern: string, draft: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(draft);
  } catch (error) {
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function readNumber(field: NumberField, draft: string, fail: Fail): number | Wrong {
  // Input methods type full-width digits.
  const plain = draft.normalize('NFKC').trim();
  const value = Number(plain);
  if (!DECIMAL.test(plain)) return fail('number');
  if (!isExactNumber(plain)) return fail('inexact', plain);
  if (field.whole && !Number.isInteger(value)) return fail('whole');
  if (field.minimum !== undefined && value < field.minimum) return fail('minimum', field.minimum);
  if (field.maximum !== undefined && value > field.maximum) return fail('maximum', field.maximum);
  if (field.above !== undefined && value <= field.above) return fail('above', field.above);
  if (field.below !== undefined && value >= field.below) return fail('below', field.below);
  return value;
}

function readChoice(options: readonly Scalar[], draft: string): Scalar | undefined {
  return options[Number(draft)];
}

function readJson(draft: string, fail: Fail): Json | Wrong {
  try {
    const value = JSON.parse(draft) as Json;
    const changed = findInexactNumber(draft);
    return changed === null ? value : fail('inexact', changed);
  } catch (error) {
    if (error instanceof SyntaxError) return fail('json');
    throw error;
  }
}

/** As `<input type="datetime-local">` wants it; unreadable text stays as it is. */
function toLocalMoment(text: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

const sameJson = (one: Json, other: Json): boolean => {
  if (Array.isArray(one))
    return (
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((item, index) => sameJson(item, other[index] ?? null))
    );
  if (isJsonObject(one)) {
    const keys = Object.keys(one);
    return (
      isJsonObject(other) &&
      Object.keys(other).length === keys.length &&
      keys.every((key) => Object.hasOwn(other, key) && sameJson(one[key] ?? null, other[key] ?? null))
    );
  }
  return one === other;
};

/** Whether a form of these fields shows all of a value: going in and out again changes nothing. */
export function fitsForm(fields: readonly SchemaField[], value: JsonObject): boolean {
  const read = readDrafts(fields, startDrafts(fields, value, false));
  return read.errors.size === 0 && sameJson(read.value, value);
}
