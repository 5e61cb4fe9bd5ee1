import 'server-only';
import type { JsonObject, WrittenAs } from '@/lib/tools/contracts';
import { argumentText } from '@/lib/tools/internal/http/template';

type Json = JsonObject[string];
type Encode = (text: string) => string;

const DELIMITERS = {
  form: ',',
  simple: ',',
  spaceDelimited: ' ',
  pipeDelimited: '|',
  deepObject: ',',
  json: ',',
} as const;
/** Encoded delimiters for queries, which cannot contain them literally. */
const ENCODED_DELIMITERS: Readonly<Record<string, string>> = { ' ': '%20', '|': '%7C' };

/**
 * The fields of a query or a form for one argument, in OpenAPI's styles. What the specification leaves open (lists and
 * objects within an object) is written as most servers read it: a list repeats its field, an object is JSON text, or
 * `name[a][b]` under `deepObject`.
 * @param encode for names and values, not for the delimiters between values
 */
export function writeFields(
  name: string,
  value: Json,
  as: WrittenAs,
  encode: Encode,
): (readonly [name: string, value: string])[] {
  const { style, explode = style === undefined || style === 'form' } = as;
  if (style === 'json') return [[encode(name), encode(JSON.stringify(value).toWellFormed())]];
  if (style === 'deepObject' && isObject(value)) return deepFields(name, value, encode);
  const delimiter = delimiterOf(style, encode);
  if (Array.isArray(value)) {
    const texts = value.map((one) => encode(argumentText(one)));
    if (explode || delimiter === null) return texts.map((text) => [encode(name), text]);
    return texts.length === 0 ? [] : [[encode(name), texts.join(delimiter)]];
  }
  if (!isObject(value) || delimiter === null) return [[encode(name), encode(argumentText(value))]];
  const entries = givenEntries(value);
  if (explode) return entries.flatMap(([key, inner]) => writeFields(key, inner, {}, encode));
  return entries.length === 0
    ? []
    : [[encode(name), entries.flatMap(([key, inner]) => [encode(key), encode(argumentText(inner))]).join(delimiter)]];
}

function deepFields(name: string, value: Json, encode: Encode): (readonly [string, string])[] {
  if (!isObject(value)) return writeFields(name, value, {}, encode);
  return givenEntries(value).flatMap(([key, inner]) => deepFields(`${name}[${key}]`, inner, encode));
}

/** null: no style, so an object is JSON text. */
function delimiterOf(style: WrittenAs['style'], encode: Encode): string | null {
  if (style === undefined) return null;
  const delimiter = DELIMITERS[style];
  return encode('|') === '|' ? delimiter : (ENCODED_DELIMITERS[delimiter] ?? delimiter);
}

/**
 * The comma-separated texts of a value in style `simple` (paths, headers): the items of a list, or names and values of
 * an object.
 */
export function simpleTexts(value: Json | undefined, explode = false): string[] {
  if (Array.isArray(value)) return value.map(argumentText);
  if (!isObject(value)) return [argumentText(value)];
  return givenEntries(value).flatMap(([key, inner]) =>
    explode ? [`${key}=${argumentText(inner)}`] : [key, argumentText(inner)],
  );
}

function givenEntries(value: JsonObject): [string, Json][] {
  return Object.entries(value).filter(([, inner]) => inner !== null);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
