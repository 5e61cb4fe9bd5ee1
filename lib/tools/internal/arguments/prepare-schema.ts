import 'server-only';
import type { ProblemRule } from '@/lib/tools/argument-problem-contracts';
import type { JsonObject } from '@/lib/tools/contracts';
import { AppError } from '@/lib/errors/app-error';
import { invalidAt, valuesOf } from '@/lib/tools/internal/arguments/invalid-arguments';
import { asObject, objectsOf, type Json } from '@/lib/tools/internal/openapi/json-access';

/** Bounds of a schema that comes from outside: what is larger is no description of arguments. */
const MAX_SCHEMA_CHARS = 131_072;
const MAX_DEPTH = 32;
const MAX_NODES = 3_000;

/** Subschemas of other values: each describes a value of its own, so each may be closed. */
const CHILD = new Set(['items', 'additionalItems', 'prefixItems', 'contains', 'unevaluatedItems', 'additionalProperties', 'unevaluatedProperties', 'propertyNames']);
const CHILD_MAPS = new Set(['properties', 'patternProperties']);
/** Subschemas of the same value: closing one would refuse what its siblings describe. */
const SAME_VALUE = new Set(['allOf', 'anyOf', 'oneOf', 'then', 'else']);
const SAME_VALUE_MAPS = new Set(['dependentSchemas', 'dependencies', '$defs', 'definitions']);
/** Conditions: closing below them would turn their meaning round. */
const CONDITIONS = new Set(['not', 'if']);
const ASSERTIONS = new Set([
  'type', 'nullable', 'enum', 'const', 'format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum',
  'multipleOf', 'minItems', 'maxItems', 'uniqueItems', 'minContains', 'maxContains', 'minProperties', 'maxProperties', 'required', 'dependentRequired',
]);
/** They describe and do not bound. */
const ANNOTATIONS = new Set([
  '$schema', '$id', 'id', '$comment', 'title', 'description', 'default', 'example', 'examples', 'deprecated', 'readOnly', 'writeOnly', 'xml', 'externalDocs',
  'discriminator', 'contentMediaType', 'contentEncoding', 'contentSchema',
]);
const COMPOSED = ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'dependentSchemas', 'dependencies'];

/** `tool`: what a tool takes; properties that are not named are refused. `limit`: bounds on top of that, which name only what they bound. */
export type SchemaUse = 'tool' | 'limit';

/**
 * A schema as it is compiled: bounded, without annotations, references only into itself, no word that the validator would ignore. That of a tool is closed: an
 * object takes no property that is not named unless the schema says so (`additionalProperties` or `unevaluatedProperties`). That of a limit binds (see `bind`).
 * @throws AppError `tool-schema-invalid`
 */
export function prepareSchema(schema: JsonObject, use: SchemaUse): JsonObject {
  if (JSON.stringify(schema).length > MAX_SCHEMA_CHARS) throw unusable('', `longer than ${MAX_SCHEMA_CHARS} characters`, 'schema-too-long', MAX_SCHEMA_CHARS);
  let nodes = 0;

  const visit = (node: Json, path: string, depth: number, place: 'value' | 'same' | 'condition', isRoot = false): Json => {
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
      else if (ASSERTIONS.has(word)) entries.push([word, value]);
      else if (CHILD.has(word)) entries.push([word, each(value, at, (one, where) => visit(one, where, depth + 1, below))]);
      else if (CHILD_MAPS.has(word)) entries.push([word, eachValue(value, at, (one, where) => visit(one, where, depth + 1, below))]);
      else if (SAME_VALUE.has(word)) entries.push([word, each(value, at, (one, where) => visit(one, where, depth + 1, same))]);
      else if (SAME_VALUE_MAPS.has(word)) entries.push([word, eachValue(value, at, (one, where) => (isNames(one) ? one : visit(one, where, depth + 1, same)))]);
      else if (CONDITIONS.has(word)) entries.push([word, visit(value, at, depth + 1, 'condition')]);
      else throw unusable(at, 'unknown keyword', 'schema-keyword');
    }
    const prepared: JsonObject = Object.fromEntries(entries);
    if (use === 'limit') return place === 'condition' ? prepared : bind(prepared);
    return place === 'value' ? close(prepared, isRoot) : prepared;
  };

  const prepared = asObject(visit(schema, '', 0, 'value', true));
  if (prepared === undefined) throw unusable('', 'must describe an object', 'schema-not-object');
  return prepared;
}

function close(schema: JsonObject, isRoot: boolean): JsonObject {
  if ('additionalProperties' in schema || 'unevaluatedProperties' in schema) return schema;
  if (COMPOSED.some((word) => word in schema)) return { ...schema, unevaluatedProperties: false };
  const { type } = schema;
  const describesObject = isRoot || type === 'object' || (Array.isArray(type) && type.includes('object')) || 'properties' in schema || 'patternProperties' in schema;
  return describesObject ? { ...schema, additionalProperties: false } : schema;
}

/** The type of value that each word bounds; of any other it says nothing. */
const BOUND_TYPES: ReadonlyMap<string, string> = new Map([
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'].map((word) => [word, 'number'] as const),
  ...['pattern', 'format', 'minLength', 'maxLength'].map((word) => [word, 'string'] as const),
  ...['items', 'additionalItems', 'prefixItems', 'contains', 'minItems', 'maxItems', 'uniqueItems'].map((word) => [word, 'array'] as const),
  ...['properties', 'patternProperties', 'required', 'minProperties', 'maxProperties'].map((word) => [word, 'object'] as const),
]);

/**
 * A bound that JSON Schema lets pass by leaving the value out, or by giving null or text for a number, would be none: what is bounded has to be there unless
 * the schema says itself what is `required`, and has to be of a type that is bounded unless it says its `type`.
 */
function bind(schema: JsonObject): JsonObject {
  const named = objectsOf(asObject(schema.properties)).flatMap(([name, bound]) => (Object.keys(bound).length > 0 ? [name] : []));
  const types = [...new Set(Object.keys(schema).flatMap((word) => BOUND_TYPES.get(word) ?? []))];
  return {
    ...schema, ...('required' in schema || named.length === 0 ? {} : { required: named }),
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
  if (typeof value !== 'string' || !/^#(\/|$)/.test(value)) throw unusable(path, 'only references into the schema itself', 'schema-reference');
  return value;
}

function unusable(path: string, problem: string, rule: ProblemRule, limit?: number): AppError {
  const at = path === '' ? '/' : path.slice(0, 200).toWellFormed();
  const detail = `${at}: ${problem}`;
  // Where in a schema is said by its pointer, in every language.
  const values = valuesOf(invalidAt(detail, { rule, path: [at], ...(limit === undefined ? {} : { limit }) }));
  return new AppError({ kind: 'invalid', code: 'tool-schema-invalid', detail, values });
}
