import 'server-only';
import type { Json } from '@/lib/tools/internal/openapi/json-access';

const isNumber = (value: Json): boolean => typeof value === 'number';
const isCount = (value: Json): boolean => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isBound = (value: Json): boolean => typeof value === 'number' || typeof value === 'boolean';

/**
 * The keywords of a schema that are copied, with checks of their values: an invalid value would make the schema
 * unusable.
 */
const COPIED: ReadonlyMap<string, (value: Json) => boolean> = new Map<string, (value: Json) => boolean>([
  ['enum', (value) => Array.isArray(value) && value.length > 0],
  ['const', () => true],
  ['default', () => true],
  ['title', (value) => typeof value === 'string'],
  ['minimum', isNumber],
  ['maximum', isNumber],
  ['exclusiveMinimum', isBound],
  ['exclusiveMaximum', isBound],
  ['multipleOf', (value) => typeof value === 'number' && value > 0],
  ['minLength', isCount],
  ['maxLength', isCount],
  ['minItems', isCount],
  ['maxItems', isCount],
  ['minProperties', isCount],
  ['maxProperties', isCount],
  ['uniqueItems', (value) => typeof value === 'boolean'],
  [
    'dependentRequired',
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.values(value).every((names) => Array.isArray(names) && names.every((name) => typeof name === 'string')),
  ],
]);
/** Keywords that restrict values and cannot be expressed. */
const LEFT_OUT = new Set([
  'unevaluatedItems',
  'unevaluatedProperties',
  'minContains',
  'maxContains',
  '$dynamicRef',
  '$recursiveRef',
  'extends',
  'disallow',
  'divisibleBy',
]);

/**
 * `copy`: unchanged. `drop`: it restricts values and is left out. `other`: it is converted, or does not restrict
 * values.
 */
export function handlingOfKeyword(word: string, value: Json): 'copy' | 'drop' | 'other' {
  const fits = COPIED.get(word);
  if (fits === undefined) return LEFT_OUT.has(word) ? 'drop' : 'other';
  return fits(value) ? 'copy' : 'drop';
}

/** Whether a keyword's value is copied, so that its size counts. */
export function isCopied(word: string): boolean {
  return COPIED.has(word) || word === 'pattern';
}

/** Each value once, as JSON Schema wants them. */
export function distinct(values: readonly Json[]): Json[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
