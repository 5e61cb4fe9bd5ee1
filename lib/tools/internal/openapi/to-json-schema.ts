import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import { MAX_INPUT_SCHEMA_CHARS } from '@/lib/tools/catalogue-contracts';
import type { JsonObject } from '@/lib/tools/contracts';
import { asList, asObject, asText, member, objectsIn, objectsOf, type Json } from '@/lib/tools/internal/openapi/json-access';
import type { References } from '@/lib/tools/internal/openapi/references';

/** What one operation's arguments may grow to when every reference is written out. */
const MAX_NODES = 1_500;
const MAX_DEPTH = 14;
/** What a schema is besides the texts it copies: brackets, words, commas. */
const NODE_CHARS = 50;
/** A schema that contains itself is written out so often. */
const MAX_SELF = 2;
const MAX_DESCRIPTION_CHARS = 300;

const COPIED = new Set([
  'enum', 'const', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf',
  'minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties', 'title', 'default',
]);
/** Formats that the validator knows; an unknown one would make the schema unusable. */
const FORMATS = new Set([
  'date', 'time', 'date-time', 'duration', 'uri', 'uri-reference', 'uri-template', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid', 'regex', 'json-pointer',
  'relative-json-pointer', 'byte', 'int32', 'int64', 'float', 'double',
]);
const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);

interface Position {
  readonly depth: number;
  /** References between here and the root, with repetitions. */
  readonly via: readonly string[];
}

/** Writes OpenAPI schemas of one operation out as JSON Schema 2020-12 that stands by itself: no references, every object closed. */
export class SchemaWriter {
  readonly #references: References;
  #nodes = 0;
  #copiedChars = 0;

  constructor(references: References) {
    this.#references = references;
  }

  /** @throws AppError `openapi-schema-too-large`, `openapi-document-too-large`, `openapi-external-ref`, `openapi-ref-missing`, `openapi-ref-loop` */
  write(schema: Json | undefined): JsonObject {
    return this.#write(schema, { depth: 0, via: [] });
  }

  #write(given: Json | undefined, position: Position): JsonObject {
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES) throw tooLarge();
    this.#references.spend(NODE_CHARS);
    if (given === undefined || typeof given === 'boolean') return {};
    const { value, via } = this.#references.resolve(given);
    const path = [...via, ...position.via];
    const repeats = via.some((reference) => path.filter((other) => other === reference).length > MAX_SELF);
    if (repeats || position.depth >= MAX_DEPTH) return cut(value);
    return this.#writeBody(value, { depth: position.depth + 1, via: path });
  }

  #writeBody(schema: JsonObject, below: Position): JsonObject {
    const chars = copiedChars(schema);
    this.#references.spend(chars);
    this.#copiedChars += chars;
    // No tool may have more; what is too large in any case is not written to its end.
    if (this.#copiedChars > MAX_INPUT_SCHEMA_CHARS) throw tooLarge();
    const written: JsonObject = {};
    for (const [word, value] of Object.entries(schema)) if (COPIED.has(word)) written[word] = value;
    const types = typesOf(schema);
    if (types.length > 0) written.type = types.length === 1 ? (types[0] ?? 'string') : types;
    const format = asText(member(schema, 'format'));
    if (format !== undefined && FORMATS.has(format)) written.format = format;
    const description = asText(member(schema, 'description'))?.trim();
    if (description !== undefined && description !== '') written.description = description.slice(0, MAX_DESCRIPTION_CHARS);
    fixBounds(schema, written, types);
    this.#writeArray(schema, written, below);
    this.#writeComposed(schema, written, below);
    this.#writeObject(schema, written, types, below);
    return mergeAllOf(written);
  }

  #writeArray(schema: JsonObject, written: JsonObject, below: Position): void {
    const items = member(schema, 'items');
    if (items !== undefined) written.items = this.#write(items, below);
    const prefixItems = asList(member(schema, 'prefixItems'));
    if (prefixItems.length > 0) written.prefixItems = prefixItems.map((item) => this.#write(item, below));
  }

  #writeComposed(schema: JsonObject, written: JsonObject, below: Position): void {
    for (const word of ['allOf', 'anyOf', 'oneOf'] as const) {
      const parts = asList(member(schema, word));
      if (parts.length > 0) written[word] = parts.map((part) => this.#write(part, below));
    }
    const not = member(schema, 'not');
    if (not !== undefined) written.not = this.#write(not, below);
  }

  #writeObject(schema: JsonObject, written: JsonObject, types: readonly string[], below: Position): void {
    const given = objectsOf(asObject(member(schema, 'properties')));
    const isComposed = ['allOf', 'anyOf', 'oneOf'].some((word) => word in written);
    if (given.length === 0 && !types.includes('object')) return;
    const properties = given.filter(([, value]) => !this.#isReadOnly(value)).map(([name, value]) => [name, this.#write(value, below)] as const);
    const names = new Set(properties.map(([name]) => name));
    if (given.length > 0) written.properties = Object.fromEntries(properties);
    const required = asList(member(schema, 'required')).flatMap((name) => (typeof name === 'string' && names.has(name) ? [name] : []));
    if (required.length > 0) written.required = [...new Set(required)];
    const additional = member(schema, 'additionalProperties');
    if (asObject(additional) !== undefined) written.additionalProperties = this.#write(additional, below);
    // An object of which the document names nothing is free; one of which it names something is closed. Composed ones are closed by whoever validates.
    else if (!isComposed) written.additionalProperties = additional === true || given.length === 0;
  }

  /** What only answers hold is no argument. */
  #isReadOnly(schema: JsonObject): boolean {
    return member(schema, 'readOnly') === true || ('$ref' in schema && member(this.#references.resolve(schema).value, 'readOnly') === true);
  }
}

function tooLarge(): AppError {
  return new AppError({ kind: 'too-large', code: 'openapi-schema-too-large', detail: 'written out, the arguments are too large' });
}

/** How long what `#writeBody` copies of a schema itself is. Counted once: a shared schema is written a thousand times. */
function copiedChars(schema: JsonObject): number {
  const known = charsOf.get(schema);
  if (known !== undefined) return known;
  const names = Object.keys(asObject(member(schema, 'properties')) ?? {});
  const description = Math.min(asText(member(schema, 'description'))?.length ?? 0, MAX_DESCRIPTION_CHARS);
  const words = Object.entries(schema).map(([word, value]) => (COPIED.has(word) || word === 'type' || word === 'required' ? word.length + JSON.stringify(value).length : 1));
  const chars = [...words, ...names.map((name) => name.length)].reduce((sum, length) => sum + length, description);
  charsOf.set(schema, chars);
  return chars;
}
const charsOf = new WeakMap<JsonObject, number>();

/** Where a schema that contains itself is not written out further: its kind, and anything inside. */
function cut(schema: JsonObject): JsonObject {
  const types = typesOf(schema);
  const type = types[0] ?? ('properties' in schema ? 'object' : undefined);
  return { ...(type === undefined ? {} : { type }), ...(type === 'object' ? { additionalProperties: true } : {}), ...(type === 'array' ? { items: {} } : {}) };
}

/** `nullable` is OpenAPI 3.0's way to say what 3.1 says with a list of types. */
function typesOf(schema: JsonObject): string[] {
  const given = member(schema, 'type');
  const types = (Array.isArray(given) ? given : [given]).flatMap((type) => (typeof type === 'string' && TYPES.has(type) ? [type] : []));
  if (member(schema, 'nullable') === true && types.length > 0 && !types.includes('null')) types.push('null');
  return types.length === 0 && 'properties' in schema ? ['object'] : types;
}

/** OpenAPI 3.0 says "exclusive" with true, and `nullable` has to be in `enum` as well. */
function fixBounds(schema: JsonObject, written: JsonObject, types: readonly string[]): void {
  for (const [exclusive, bound] of [['exclusiveMinimum', 'minimum'], ['exclusiveMaximum', 'maximum']] as const) {
    const value = member(schema, exclusive);
    if (typeof value !== 'boolean') continue;
    Reflect.deleteProperty(written, exclusive);
    const limit = member(schema, bound);
    if (!value || typeof limit !== 'number') continue;
    Reflect.deleteProperty(written, bound);
    written[exclusive] = limit;
  }
  const values = asList(member(schema, 'enum'));
  if (values.length > 0 && types.includes('null') && !values.includes(null)) written.enum = [...values, null];
}

const PLAIN_OBJECT = new Set(['type', 'properties', 'required', 'additionalProperties', 'title', 'description', 'default']);

/** "All of these objects" is one object with all of their properties, which people and models read more easily. */
function mergeAllOf(schema: JsonObject): JsonObject {
  const parts = objectsIn(member(schema, 'allOf'));
  const { allOf: _allOf, ...own } = schema;
  const all = [own, ...parts];
  const isPlain = (part: JsonObject): boolean => Object.keys(part).every((word) => PLAIN_OBJECT.has(word)) && (part.type === undefined || part.type === 'object') && asObject(part.additionalProperties) === undefined;
  if (parts.length === 0 || !all.every(isPlain)) return schema;
  const properties = all.flatMap((part) => Object.entries(asObject(part.properties) ?? {}));
  const required = [...new Set(all.flatMap((part) => asList(part.required)))];
  const isOpen = parts.some((part) => part.additionalProperties === true);
  return {
    ...own, type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: isOpen,
  };
}
