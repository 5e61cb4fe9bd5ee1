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

/** Limits of a schema from outside; a larger one is not a description of arguments. */
const MAX_SCHEMA_CHARS = 131_072;
const MAX_DEPTH = 32;
const MAX_NODES = 3_000;
/** Most notes about one schema; further ones are only counted. */
const MAX_NOTES = 20;
const MAX_NOTE_CHARS = 200;

const COMPOSED = ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'dependentSchemas', 'dependencies'];

/**
 * `tool`: the arguments of a tool, as its server or document describes them; unlisted properties are refused. `own`:
 * the same, written by an admin, so an unknown keyword is the admin's mistake and is refused. `limit`: a grant's
 * limits, which list only the properties that they limit.
 */
export type SchemaUse = 'tool' | 'own' | 'limit';

export interface PreparedSchema {
  readonly schema: JsonObject;
  /** Which parts of it are not checked, in their order. */
  readonly notes: readonly SchemaNote[];
}

/**
 * Prepares a schema for compilation: within the size limits, without annotations, with local references only. The
 * schema of a tool is closed: an object accepts only listed properties unless the schema says otherwise
 * (`additionalProperties` or `unevaluatedProperties`). Unknown keywords and formats are removed, as JSON Schema
 * prescribes, and noted. In a limit and in a schema written by an admin an unknown keyword is refused: a misspelt limit
 * would have no effect. A limit also requires what it limits (see `bind`).
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
    const prepared = compilable(Object.fromEntries(entries));
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

/** References that restrict values: removing one would change what is accepted. */
const REFERENCES = new Set(['$dynamicRef', '$recursiveRef']);

/**
 * Why a known keyword is not checked: its format is unknown, or its pattern is in another dialect of regular
 * expressions.
 */
function ignored(schema: JsonObject, word: string, value: Json, at: string): SchemaNote | null {
  const path = at.slice(0, -word.length - 1);
  if (word === 'format' && typeof value === 'string' && !FORMATS.has(value))
    return { code: 'format-ignored', values: { at: path, format: value } };
  if (word === 'pattern' && typeof value === 'string' && !isPattern(value))
    return { code: 'pattern-ignored', values: { at: path, pattern: value } };
  // In draft 3 and OpenAPI 2 documents a property itself says that it is required.
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

/** Converts keywords of older drafts for the validator, and removes those without effect that it would not compile. */
function compilable({
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

/** Until draft 4 an exclusive limit was a boolean beside the inclusive one. */
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

/** The type of value that each keyword applies to; it has no effect on other types. */
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
 * Makes a limit effective. JSON Schema ignores a limit when the value is missing, or when null or text is given instead
 * of a number. Therefore a limited property is required unless the schema has its own `required`, and its type must be
 * one that the keyword applies to unless the schema has its own `type`.
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

/** `dependencies` contains names of properties or a schema. */
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
  // The place in a schema is given by its pointer, in every language.
  const values = valuesOf(invalidAt(detail, { rule, path: [at], ...(limit === undefined ? {} : { limit }) }));
  return new AppError({ kind: 'invalid', code: 'tool-schema-invalid', detail, values });
}
