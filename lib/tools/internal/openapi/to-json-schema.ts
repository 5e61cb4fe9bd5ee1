import 'server-only';
import { AppError, isAppError } from '@/lib/errors/app-error';
import { MAX_INPUT_SCHEMA_CHARS } from '@/lib/tools/catalogue-contracts';
import type { JsonObject } from '@/lib/tools/contracts';
import { asList, asObject, asText, member, objectsIn, type Json } from '@/lib/tools/internal/openapi/json-access';
import { cut, type NoteList } from '@/lib/tools/internal/openapi/note-list';
import { DOCUMENT_TOO_LARGE, type References, type Resolved } from '@/lib/tools/internal/openapi/references';
import { distinct, handlingOfKeyword, isCopied } from '@/lib/tools/internal/openapi/schema-words';

/** What one operation's arguments may grow to when every reference is written out. */
const MAX_NODES = 1_500;
const MAX_DEPTH = 14;
/** What a schema is besides the texts it copies: brackets, words, commas. */
const NODE_CHARS = 50;
/** A schema that contains itself is written out so often. */
const MAX_SELF = 2;
const MAX_DESCRIPTION_CHARS = 300;

/** Formats that the validator knows; an unknown one would make the schema unusable. */
const FORMATS = new Set([
  'date',
  'time',
  'date-time',
  'duration',
  'uri',
  'uri-reference',
  'uri-template',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uuid',
  'regex',
  'json-pointer',
  'relative-json-pointer',
  'byte',
  'int32',
  'int64',
  'float',
  'double',
]);
const SAME_VALUE = ['allOf', 'anyOf', 'oneOf'] as const;
const TYPES = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);

interface Position {
  /** Names down to here, for notes. */
  readonly at: string;
  /**
   * Describes the same value as its parent, or is a condition: to close it would refuse what others describe, or turn
   * its meaning round.
   */
  readonly isPart: boolean;
  readonly depth: number;
  /** References between here and the root, with repetitions. */
  readonly via: readonly string[];
}

/**
 * Writes OpenAPI schemas of one operation out as JSON Schema 2020-12 that stands by itself: no references, every object
 * closed.
 */
export class SchemaWriter {
  readonly #references: References;
  readonly #notes: NoteList;
  #nodes = 0;
  #copiedChars = 0;

  constructor(references: References, notes: NoteList) {
    this.#references = references;
    this.#notes = notes;
  }

  /**
   * @param at what it describes, for notes
   * @throws AppError `openapi-schema-too-large`, `openapi-document-too-large`; `openapi-external-ref`,
   * `openapi-ref-missing`, `openapi-ref-loop` when that is all it is
   */
  write(schema: Json | undefined, at: string): JsonObject {
    return this.#write(schema, { at, isPart: false, depth: 0, via: [] });
  }

  #write(given: Json | undefined, position: Position): JsonObject {
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES) throw tooLarge();
    this.#references.spend(NODE_CHARS);
    // Boolean schemas: anything, and nothing.
    if (given === undefined || given === true) return {};
    if (given === false) return { not: {} };
    const resolved = this.#resolve(given, position);
    if (resolved === null) return {};
    const { value, via } = resolved;
    const path = [...via, ...position.via];
    const repeats = via.some((reference) => path.filter((other) => other === reference).length > MAX_SELF);
    if (repeats || position.depth >= MAX_DEPTH) {
      this.#notes.add('recursion-cut', { at: position.at });
      return cutOff(value);
    }
    return this.#writeBody(value, { ...position, depth: position.depth + 1, via: path });
  }

  /** A part that stands elsewhere may be anything; where that would be all of it, there is nothing to take. */
  #resolve(given: Json, position: Position): Resolved | null {
    try {
      return this.#references.resolve(given);
    } catch (error) {
      if (position.depth === 0 || !isAppError(error) || error.code === DOCUMENT_TOO_LARGE) throw error;
      this.#notes.add('reference-left-out', { at: position.at, reference: String(error.values.reference ?? '') });
      return null;
    }
  }

  #writeBody(schema: JsonObject, below: Position): JsonObject {
    const chars = copiedChars(schema);
    this.#references.spend(chars);
    this.#copiedChars += chars;
    // No tool may have more; what is too large in any case is not written to its end.
    if (this.#copiedChars > MAX_INPUT_SCHEMA_CHARS) throw tooLarge();
    const written: JsonObject = {};
    for (const [word, value] of Object.entries(schema)) {
      const fate = handlingOfKeyword(word, value);
      if (fate === 'copy') written[word] = value;
      else if (fate === 'drop') this.#notes.add('keyword-dropped', { at: below.at, keyword: word });
    }
    const types = typesOf(schema);
    if (types.length > 0) written.type = types.length === 1 ? (types[0] ?? 'string') : types;
    const format = asText(member(schema, 'format'));
    if (format !== undefined && FORMATS.has(format)) written.format = format;
    const description = asText(member(schema, 'description'))?.trim() ?? '';
    if (description !== '') written.description = cut(description, MAX_DESCRIPTION_CHARS);
    if (description.length > MAX_DESCRIPTION_CHARS)
      this.#notes.add('description-cut', { at: below.at, chars: description.length });
    const pattern = this.#pattern(member(schema, 'pattern'), below.at);
    if (pattern !== null) written.pattern = pattern;
    fixBounds(schema, written, types);
    this.#writeArray(schema, written, below);
    this.#writeComposed(schema, written, below);
    this.#writeObject(schema, written, types, below);
    return mergeAllOf(written, below.isPart);
  }

  /** In the dialect of JSON Schema; null: there is none, or it cannot be said there. */
  #pattern(given: Json | undefined, at: string): string | null {
    if (given === undefined) return null;
    const pattern = typeof given === 'string' ? given : JSON.stringify(given);
    const translated = typeof given === 'string' ? this.#references.translatePattern(pattern) : null;
    if (translated === null) this.#notes.add('pattern-dropped', { at, pattern });
    else if (translated !== pattern) this.#notes.add('pattern-translated', { at, pattern, translated });
    return translated;
  }

  #writeArray(schema: JsonObject, written: JsonObject, below: Position): void {
    const inside = { ...below, at: `${below.at}[]`, isPart: false };
    const items = member(schema, 'items');
    if (Array.isArray(items)) written.prefixItems = items.map((item) => this.#write(item, inside));
    else if (items !== undefined) written.items = this.#write(items, inside);
    const prefixItems = asList(member(schema, 'prefixItems'));
    if (prefixItems.length > 0) written.prefixItems = prefixItems.map((item) => this.#write(item, inside));
    const contains = member(schema, 'contains');
    if (contains !== undefined) written.contains = this.#write(contains, { ...inside, isPart: true });
  }

  #writeComposed(schema: JsonObject, written: JsonObject, below: Position): void {
    const composing = [...SAME_VALUE, 'properties', 'if', 'dependentSchemas'].filter((word) => word in schema);
    for (const word of SAME_VALUE) {
      const parts = asList(member(schema, word));
      // Alternatives that are all of a schema are distinguished by what they name, so each is closed; whatever else
      // describes the same value must not be refused.
      const isPart = word === 'allOf' || composing.length > 1 || below.isPart;
      if (parts.length > 0) written[word] = parts.map((part) => this.#write(part, { ...below, isPart }));
    }
    const part = { ...below, isPart: true };
    const not = member(schema, 'not');
    if (not !== undefined) written.not = this.#write(not, part);
    const [condition, then, otherwise] = ['if', 'then', 'else'].map((word) => member(schema, word));
    if (condition !== undefined && (then ?? otherwise) !== undefined) {
      written.if = this.#write(condition, part);
      if (then !== undefined) written.then = this.#write(then, part);
      if (otherwise !== undefined) written.else = this.#write(otherwise, part);
    }
    const dependent = schemasOf(member(schema, 'dependentSchemas'));
    if (dependent.length > 0)
      written.dependentSchemas = Object.fromEntries(dependent.map(([name, inner]) => [name, this.#write(inner, part)]));
  }

  #writeObject(schema: JsonObject, written: JsonObject, types: readonly string[], below: Position): void {
    const given = schemasOf(member(schema, 'properties'));
    const patterned = schemasOf(member(schema, 'patternProperties'));
    const required = distinct(asList(member(schema, 'required')).filter((name) => typeof name === 'string'));
    if (given.length === 0 && patterned.length === 0 && required.length === 0 && !types.includes('object')) return;
    const readOnly = new Set(given.filter(([, value]) => this.#isReadOnly(value)).map(([name]) => name));
    const sent = given.filter(([name]) => !readOnly.has(name));
    const inside = (name: string): Position => ({ ...below, at: `${below.at}.${name}`, isPart: false });
    if (given.length > 0)
      written.properties = Object.fromEntries(sent.map(([name, value]) => [name, this.#write(value, inside(name))]));
    const matched = patterned.flatMap(([pattern, value]) => {
      const translated = this.#pattern(pattern, below.at);
      return translated === null ? [] : [[translated, this.#write(value, inside(pattern))] as const];
    });
    if (matched.length > 0) written.patternProperties = Object.fromEntries(matched);
    const names = member(schema, 'propertyNames');
    if (names !== undefined) written.propertyNames = this.#write(names, { ...below, isPart: true });
    const additional = member(schema, 'additionalProperties');
    const isComposed = [...SAME_VALUE, 'if', 'dependentSchemas'].some((word) => word in written);
    if (asObject(additional) !== undefined) written.additionalProperties = this.#write(additional, inside('*'));
    // An object of which the document names nothing is free; one of which it names something is closed. Composed ones
    // are closed by the validator.
    else if (!isComposed && !below.isPart)
      written.additionalProperties =
        additional === true ||
        (given.length + patterned.length === 0 && additional !== false) ||
        matched.length < patterned.length;
    else if (additional === true) written.additionalProperties = true;
    // What a closed object does not name could never be given.
    const isClosed = !below.isPart && matched.length === 0 && (written.additionalProperties ?? false) === false;
    const known = namesIn(written);
    const wanted = required.filter(
      (name) => typeof name === 'string' && !readOnly.has(name) && (!isClosed || known.has(name)),
    );
    if (wanted.length + readOnly.size < required.length)
      this.#notes.add('keyword-dropped', { at: below.at, keyword: 'required' });
    if (wanted.length > 0) written.required = wanted;
  }

  /** A field that only responses have is no argument. */
  #isReadOnly(given: Json): boolean {
    const schema = asObject(given);
    if (schema === undefined) return false;
    return (
      member(schema, 'readOnly') === true ||
      ('$ref' in schema && member(this.#references.find(schema), 'readOnly') === true)
    );
  }
}

/** The names of an object's properties, those of its parts among them. */
function namesIn(written: JsonObject): Set<string> {
  const parts = [
    ...SAME_VALUE.flatMap((word) => objectsIn(written[word])),
    ...objectsIn([written.then ?? null, written.else ?? null]),
    ...objectsIn(Object.values(asObject(written.dependentSchemas) ?? {})),
  ];
  return new Set([...Object.keys(asObject(written.properties) ?? {}), ...parts.flatMap((part) => [...namesIn(part)])]);
}

/** Schemas by names; objects and booleans are schemas. */
function schemasOf(given: Json | undefined): [string, Json][] {
  return Object.entries(asObject(given) ?? {}).filter(
    ([, value]) => typeof value === 'boolean' || asObject(value) !== undefined,
  );
}

function tooLarge(): AppError {
  return new AppError({
    kind: 'too-large',
    code: 'openapi-schema-too-large',
    detail: 'written out, the arguments are too large',
  });
}

/**
 * How long what `#writeBody` copies of a schema itself is. Counted once: a shared schema is written a thousand times.
 */
function copiedChars(schema: JsonObject): number {
  const known = charsOf.get(schema);
  if (known !== undefined) return known;
  const names = Object.keys(asObject(member(schema, 'properties')) ?? {});
  const description = Math.min(asText(member(schema, 'description'))?.length ?? 0, MAX_DESCRIPTION_CHARS);
  const words = Object.entries(schema).map(([word, value]) =>
    isCopied(word) || word === 'type' || word === 'required' ? word.length + JSON.stringify(value).length : 1,
  );
  const chars = [...words, ...names.map((name) => name.length)].reduce((sum, length) => sum + length, description);
  charsOf.set(schema, chars);
  return chars;
}
const charsOf = new WeakMap<JsonObject, number>();

/** Where a schema that contains itself is not written out further: its kind, and anything inside. */
function cutOff(schema: JsonObject): JsonObject {
  const types = typesOf(schema);
  const type = types[0] ?? ('properties' in schema ? 'object' : undefined);
  return {
    ...(type === undefined ? {} : { type }),
    ...(type === 'object' ? { additionalProperties: true } : {}),
    ...(type === 'array' ? { items: {} } : {}),
  };
}

/** `nullable` is OpenAPI 3.0's way to say what 3.1 says with a list of types. */
function typesOf(schema: JsonObject): string[] {
  const given = member(schema, 'type');
  const types = (Array.isArray(given) ? given : [given]).flatMap((type) =>
    typeof type === 'string' && TYPES.has(type) ? [type] : [],
  );
  if (member(schema, 'nullable') === true && types.length > 0 && !types.includes('null')) types.push('null');
  return types.length === 0 && 'properties' in schema ? ['object'] : types;
}

/** OpenAPI 3.0 says "exclusive" with true, and `nullable` has to be in `enum` as well. */
function fixBounds(schema: JsonObject, written: JsonObject, types: readonly string[]): void {
  for (const [exclusive, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    const value = member(schema, exclusive);
    if (typeof value !== 'boolean') continue;
    Reflect.deleteProperty(written, exclusive);
    const limit = member(schema, bound);
    if (!value || typeof limit !== 'number') continue;
    Reflect.deleteProperty(written, bound);
    written[exclusive] = limit;
  }
  const values = distinct(asList(member(schema, 'enum')));
  if (values.length > 0) written.enum = types.includes('null') && !values.includes(null) ? [...values, null] : values;
}

const PLAIN_OBJECT = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'title',
  'description',
  'default',
]);

/** "All of these objects" is one object with all of their properties, which people and models read more easily. */
function mergeAllOf(schema: JsonObject, isPart: boolean): JsonObject {
  const parts = objectsIn(member(schema, 'allOf'));
  const { allOf: _allOf, ...own } = schema;
  const all = [own, ...parts];
  const isPlain = (part: JsonObject): boolean =>
    Object.keys(part).every((word) => PLAIN_OBJECT.has(word)) &&
    (part.type === undefined || part.type === 'object') &&
    asObject(part.additionalProperties) === undefined;
  if (parts.length === 0 || !all.every(isPlain)) return schema;
  const properties = all.flatMap((part) => Object.entries(asObject(part.properties) ?? {}));
  const isOpen = parts.some((part) => part.additionalProperties === true);
  const names = new Set(properties.map(([name]) => name));
  const required = distinct(all.flatMap((part) => asList(part.required))).filter(
    (name) => isPart || isOpen || (typeof name === 'string' && names.has(name)),
  );
  return {
    ...own,
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length === 0 ? {} : { required }),
    ...(isPart && !isOpen ? {} : { additionalProperties: isOpen }),
  };
}
