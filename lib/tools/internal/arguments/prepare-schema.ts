import 'server-only';
import type { ProblemRule } from '@/lib/tools/argument-problem-contracts';
import type { JsonObject } from '@/lib/tools/contracts';
import { AppError } from '@/lib/errors/app-error';
import { invalidAt, valuesOf } from '@/lib/tools/invalid-arguments';
import { localReferences } from '@/lib/tools/internal/arguments/local-references';
import {
  ANNOTATIONS,
  ASSERTIONS,
  CHILD,
  CHILD_MAPS,
  CONDITIONS,
  FORMATS,
  SAME_VALUE,
  SAME_VALUE_MAPS,
} from '@/lib/tools/internal/arguments/schema-words';
import { asObject, objectsOf, type Json } from '@/lib/tools/internal/openapi/json-access';
import type { SchemaNote } from '@/lib/tools/schema-note-contracts';

/** Bounds of a schema that comes from outside: what is larger is no description of arguments. */
const MAX_SCHEMA_CHARS = 131_072;
const MAX_DEPTH = 32;
const MAX_NODES = 3_000;
/** Notes of one schema; the rest is counted. */
const MAX_NOTES = 20;
const MAX_NOTE_CHARS = 200;

const COMPOSED = ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'dependentSchemas', 'dependencies'];

/**
 * `tool`: what a tool takes, as its server or document says; properties that are not named are refused. `own`: the
 * same, written here by hand, so that an unknown word is a mistake of the person who reads the refusal. `limit`: bounds
 * on top of that, which name only what they bound.
 */
export type SchemaUse = 'tool' | 'own' | 'limit';

export interface PreparedSchema {
  readonly schema: JsonObject;
  /** What is not checked of it, in its order. */
  readonly notes: readonly SchemaNote[];
}

/**
 * A schema as it is compiled: bounded, without annotations, references only into itself. That of a tool is closed: an
 * object takes no property that is not named unless the schema says so (`additionalProperties` or
 * `unevaluatedProperties`); keywords and formats that are not known are left out, as JSON Schema says, and noted. A
 * limit binds (see `bind`). In a limit and in what is written by hand an unknown word is refused: a misspelt bound
 * would be none.
 * @throws AppError `tool-schema-invalid`
 */
export function prepareSchema(given: JsonObject, use: SchemaUse): PreparedSchema {
  if (JSON.stringify(given).length > MAX_SCHEMA_CHARS)
    throw unusable('', `longer than ${MAX_SCHEMA_CHARS} characters`, 'schema-too-long', MAX_SCHEMA_CHARS);
  const schema = localReferences(given);
  const notes = new NoteList();
  let nodes = 0;

  const visit = (
    node: Json,
    path: string,
    depth: number,
    place: 'value' | 'same' | 'condition',
    isRoot = false,
  ): Json => {
    nodes += 1;
    if (nodes > MAX_NODES || depth > MAX_DEPTH) throw unusable(path, 'too large or too deep', 'schema-too-large');
    if (typeof node === 'boolean') return node;
    const words = asObject(node);
    if (words === undefined) throw unusable(path, 'must be a schema', 'schema-not-schema');
    const below = place === 'condition' ? place : 'value';
    const same = place === 'condition' ? place : 'same';
    const entries: [string, Json][] = [];
    for (const [word, value] of Object.entries(words)) {
      const at = `${path}/${word}`;
      if (ANNOTATIONS.has(word) || word.startsWith('x-')) continue;
      if (word === '$ref') entries.push([word, localReference(value, at)]);
      else if (ASSERTIONS.has(word)) {
        const note = use === 'tool' ? ignored(words, word, value, at) : null;
        if (note === null) entries.push([word, value]);
        else notes.add(note);
      } else if (CHILD.has(word))
        entries.push([word, each(value, at, (one, where) => visit(one, where, depth + 1, below))]);
      else if (CHILD_MAPS.has(word))
        entries.push([word, eachValue(value, at, (one, where) => visit(one, where, depth + 1, below))]);
      else if (SAME_VALUE.has(word))
        entries.push([word, each(value, at, (one, where) => visit(one, where, depth + 1, same))]);
      else if (SAME_VALUE_MAPS.has(word))
        entries.push([
          word,
          eachValue(value, at, (one, where) => (isNames(one) ? one : visit(one, where, depth + 1, same))),
        ]);
      else if (CONDITIONS.has(word)) entries.push([word, visit(value, at, depth + 1, 'condition')]);
      else if (use === 'tool' && !REFERENCES.has(word))
        notes.add({ code: 'keyword-ignored', values: { at: path, keyword: word } });
      else throw unusable(at, 'unknown keyword', 'schema-keyword');
    }
    const prepared = sayable(Object.fromEntries(entries));
    if (use === 'limit') return place === 'condition' ? prepared : bind(prepared);
    return place === 'value' ? close(prepared, isRoot) : prepared;
  };

  const prepared = asObject(visit(schema, '', 0, 'value', true));
  if (prepared === undefined) throw unusable('', 'must describe an object', 'schema-not-object');
  return { schema: prepared, notes: notes.all() };
}

class NoteList {
  readonly #notes: SchemaNote[] = [];
  #more = 0;

  add({ code, values }: SchemaNote): void {
    if (this.#notes.length >= MAX_NOTES) this.#more += 1;
    else
      this.#notes.push({
        code,
        values: Object.fromEntries(
          Object.entries(values).map(([name, value]) => [
            name,
            typeof value === 'string' ? value.slice(0, MAX_NOTE_CHARS).toWellFormed() : value,
          ]),
        ),
      });
  }

  all(): SchemaNote[] {
    return this.#more === 0 ? this.#notes : [...this.#notes, { code: 'more', values: { count: this.#more } }];
  }
}

/** They bound, and leaving one out would change what is taken. */
const REFERENCES = new Set(['$dynamicRef', '$recursiveRef']);

/**
 * Why a known word is not checked: a format that only others know, or a pattern in another dialect of regular
 * expressions.
 */
function ignored(schema: JsonObject, word: string, value: Json, at: string): SchemaNote | null {
  const path = at.slice(0, -word.length - 1);
  if (word === 'format' && typeof value === 'string' && !FORMATS.has(value))
    return { code: 'format-ignored', values: { at: path, format: value } };
  if (word === 'pattern' && typeof value === 'string' && !isPattern(value))
    return { code: 'pattern-ignored', values: { at: path, pattern: value } };
  // In drafts 3 and OpenAPI 2 documents a property says itself that it is required.
  if (word === 'required' && typeof value === 'boolean' && schema.properties === undefined)
    return { code: 'keyword-ignored', values: { at: path, keyword: word } };
  return null;
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').source !== '';
  } catch {
    return false;
  }
}

/**
 * Words of older drafts as the validator knows them, and without those that it would not compile though they mean
 * nothing.
 */
function sayable({
  nullable,
  minimum,
  maximum,
  exclusiveMinimum,
  exclusiveMaximum,
  ...schema
}: JsonObject): JsonObject {
  const saysNull = schema.type === undefined || (Array.isArray(schema.type) && schema.type.includes('null'));
  return {
    ...schema,
    ...(nullable === undefined || saysNull ? {} : { nullable }),
    ...boundOf('minimum', minimum, 'exclusiveMinimum', exclusiveMinimum),
    ...boundOf('maximum', maximum, 'exclusiveMaximum', exclusiveMaximum),
  };
}

/** Until draft 4 an exclusive bound was a yes or no about the other one. */
function boundOf(
  word: string,
  bound: Json | undefined,
  exclusiveWord: string,
  exclusive: Json | undefined,
): JsonObject {
  if (typeof exclusive === 'boolean') return bound === undefined ? {} : { [exclusive ? exclusiveWord : word]: bound };
  return {
    ...(bound === undefined ? {} : { [word]: bound }),
    ...(exclusive === undefined ? {} : { [exclusiveWord]: exclusive }),
  };
}

function close(schema: JsonObject, isRoot: boolean): JsonObject {
  if ('additionalProperties' in schema || 'unevaluatedProperties' in schema) return schema;
  if (COMPOSED.some((word) => word in schema)) return { ...schema, unevaluatedProperties: false };
  const { type } = schema;
  const describesObject =
    isRoot ||
    type === 'object' ||
    (Array.isArray(type) && type.includes('object')) ||
    'properties' in schema ||
    'patternProperties' in schema;
  return describesObject ? { ...schema, additionalProperties: false } : schema;
}

/** The type of value that each word bounds; of any other it says nothing. */
const BOUND_TYPES: ReadonlyMap<string, string> = new Map([
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'].map(
    (word) => [word, 'number'] as const,
  ),
  ...['pattern', 'format', 'minLength', 'maxLength'].map((word) => [word, 'string'] as const),
  ...['items', 'additionalItems', 'prefixItems', 'contains', 'minItems', 'maxItems', 'uniqueItems'].map(
    (word) => [word, 'array'] as const,
  ),
  ...['properties', 'patternProperties', 'required', 'minProperties', 'maxProperties'].map(
    (word) => [word, 'object'] as const,
  ),
]);

/**
 * A bound that JSON Schema lets pass by leaving the value out, or by giving null or text for a number, would be none:
 * what is bounded has to be there unless the schema says itself what is `required`, and has to be of a type that is
 * bounded unless it says its `type`.
 */
function bind(schema: JsonObject): JsonObject {
  const named = objectsOf(asObject(schema.properties)).flatMap(([name, bound]) =>
    Object.keys(bound).length > 0 ? [name] : [],
  );
  const types = [...new Set(Object.keys(schema).flatMap((word) => BOUND_TYPES.get(word) ?? []))];
  return {
    ...schema,
    ...('required' in schema || named.length === 0 ? {} : { required: named }),
    ...('type' in schema || 'enum' in schema || 'const' in schema || types.length === 0 ? {} : { type: types }),
  };
}

function each(value: Json, path: string, visit: (one: Json, path: string) => Json): Json {
  return Array.isArray(value) ? value.map((one, index) => visit(one, `${path}/${index}`)) : visit(value, path);
}

function eachValue(value: Json, path: string, visit: (one: Json, path: string) => Json): Json {
  const schemas = asObject(value);
  if (schemas === undefined) throw unusable(path, 'must be an object of schemas', 'schema-not-map');
  return Object.fromEntries(Object.entries(schemas).map(([name, one]) => [name, visit(one, `${path}/${name}`)]));
}

/** `dependencies` names properties or holds a schema. */
function isNames(value: Json): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function localReference(value: Json, path: string): string {
  if (typeof value !== 'string' || !/^#(\/|$)/.test(value))
    throw unusable(path, 'only references into the schema itself', 'schema-reference');
  return value;
}

function unusable(path: string, problem: string, rule: ProblemRule, limit?: number): AppError {
  const at = path === '' ? '/' : path.slice(0, 200).toWellFormed();
  const detail = `${at}: ${problem}`;
  // Where in a schema is said by its pointer, in every language.
  const values = valuesOf(invalidAt(detail, { rule, path: [at], ...(limit === undefined ? {} : { limit }) }));
  return new AppError({ kind: 'invalid', code: 'tool-schema-invalid', detail, values });
}
