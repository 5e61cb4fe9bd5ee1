import { isJsonObject, type Json } from '@/components/lib/json';
import type { JsonObject } from '@/lib/tools/contracts';

/** A value that a select offers. */
export type Scalar = string | number | boolean | null;

export interface FieldFacts {
  /** The property's name; empty for the items of a list. */
  readonly name: string;
  /** The schema's title, else the name. */
  readonly label: string;
  readonly description: string;
  readonly required: boolean;
  readonly initial: Json | undefined;
}

export const TEXT_FORMATS = ['date', 'date-time', 'time', 'email', 'uri', 'uuid'] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number] | 'plain';

export interface TextField extends FieldFacts {
  readonly kind: 'text';
  readonly format: TextFormat;
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
  readonly pattern: string | undefined;
}
export interface NumberField extends FieldFacts {
  readonly kind: 'number';
  readonly whole: boolean;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  /** The bounds themselves are not allowed. */
  readonly above: number | undefined;
  readonly below: number | undefined;
}
export interface ChoiceField extends FieldFacts {
  readonly kind: 'choice';
  readonly options: readonly Scalar[];
}
export interface ListField extends FieldFacts {
  readonly kind: 'list';
  readonly items: SchemaField;
  readonly minItems: number;
  readonly maxItems: number | undefined;
}
export interface GroupField extends FieldFacts {
  readonly kind: 'group';
  readonly fields: readonly SchemaField[];
}
/** What a form can not show: it is written as JSON. */
export interface JsonField extends FieldFacts {
  readonly kind: 'json';
}
export type SchemaField = TextField | NumberField | ChoiceField | ListField | GroupField | JsonField;

/** A form deeper than this would be harder to read than JSON. */
const MAX_DEPTH = 3;
const EXOTIC = [
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'patternProperties',
  'dependentRequired',
  'dependentSchemas',
  'prefixItems',
  'contains',
  'propertyNames',
  '$dynamicRef',
  'unevaluatedProperties',
];

const isScalar = (value: Json): value is Scalar => value === null || typeof value !== 'object';
const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
const number = (value: Json | undefined): number | undefined => (typeof value === 'number' ? value : undefined);

/** Follows references inside the document and takes "or null" away: an optional field is left out instead. */
function resolve(schema: Json | undefined, root: JsonObject, hops = 0): JsonObject | null {
  if (!isJsonObject(schema) || hops > 8) return null;
  const reference = text(schema.$ref);
  if (reference !== undefined) {
    if (!reference.startsWith('#/')) return null;
    let target: Json | undefined = root;
    for (const part of reference.slice(2).split('/')) {
      target = isJsonObject(target)
        ? target[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')]
        : undefined;
    }
    const found = resolve(target, root, hops + 1);
    const { $ref: _, ...own } = schema;
    return found === null ? null : { ...found, ...own };
  }
  const either = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(either)) {
    const wanted = either.filter((option) => !(isJsonObject(option) && option.type === 'null'));
    if (wanted.length !== 1 || wanted.length === either.length) return schema;
    const { anyOf: _anyOf, oneOf: _oneOf, ...own } = schema;
    const inner = resolve(wanted[0], root, hops + 1);
    return inner === null ? null : { ...inner, ...own };
  }
  return schema;
}

function typeOf(schema: JsonObject): string | undefined {
  if (!Array.isArray(schema.type)) return text(schema.type) ?? (isJsonObject(schema.properties) ? 'object' : undefined);
  const types = schema.type.filter((type) => type !== 'null');
  return types.length === 1 ? text(types[0]) : undefined;
}

function readChoices(schema: JsonObject): readonly Scalar[] | null {
  if (schema.const !== undefined) return isScalar(schema.const) ? [schema.const] : null;
  if (!Array.isArray(schema.enum)) return null;
  const options = schema.enum.filter(isScalar);
  return options.length === schema.enum.length && options.length > 0 ? options : null;
}

function readField(facts: FieldFacts, schema: JsonObject, root: JsonObject, depth: number): SchemaField {
  const exotic: JsonField = { ...facts, kind: 'json' };
  if (EXOTIC.some((keyword) => schema[keyword] !== undefined)) return exotic;
  const options = readChoices(schema);
  if (options !== null) return { ...facts, kind: 'choice', options };
  if (schema.enum !== undefined || schema.const !== undefined) return exotic;
  switch (typeOf(schema)) {
    case 'string': {
      const format = TEXT_FORMATS.find((known) => known === schema.format) ?? 'plain';
      return {
        ...facts,
        kind: 'text',
        format,
        minLength: number(schema.minLength),
        maxLength: number(schema.maxLength),
        pattern: text(schema.pattern),
      };
    }
    case 'number':
    case 'integer':
      return {
        ...facts,
        kind: 'number',
        whole: typeOf(schema) === 'integer',
        minimum: number(schema.minimum),
        maximum: number(schema.maximum),
        above: number(schema.exclusiveMinimum),
        below: number(schema.exclusiveMaximum),
      };
    case 'boolean':
      return { ...facts, kind: 'choice', options: [true, false] };
    case 'array': {
      const items = resolve(schema.items, root);
      if (items === null || depth >= MAX_DEPTH) return exotic;
      const item = readField(
        {
          name: '',
          label: text(items.title) ?? '',
          description: text(items.description) ?? '',
          required: true,
          initial: items.default,
        },
        items,
        root,
        depth + 1,
      );
      return {
        ...facts,
        kind: 'list',
        items: item,
        minItems: number(schema.minItems) ?? 0,
        maxItems: number(schema.maxItems),
      };
    }
    case 'object':
      return isJsonObject(schema.properties) && Object.keys(schema.properties).length > 0 && depth < MAX_DEPTH
        ? { ...facts, kind: 'group', fields: readProperties(schema, schema.properties, root, depth + 1) }
        : exotic;
    default:
      return exotic;
  }
}

function readProperties(schema: JsonObject, properties: JsonObject, root: JsonObject, depth: number): SchemaField[] {
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  return Object.entries(properties).map(([name, given]) => {
    const resolved = resolve(given, root);
    const facts = {
      name,
      label: text(resolved?.title) ?? name,
      description: text(resolved?.description) ?? '',
      required: required.has(name),
      initial: resolved?.default,
    };
    return resolved === null ? { ...facts, kind: 'json' } : readField(facts, resolved, root, depth);
  });
}

/**
 * The fields of a form for a tool's arguments; null when the schema as a whole can not be shown as one.
 * A part that is too unusual (alternatives, conditions, free-form objects) becomes a field of JSON.
 */
export function readSchemaFields(schema: JsonObject): readonly SchemaField[] | null {
  const root = resolve(schema, schema);
  if (root === null || typeOf(root) !== 'object' || EXOTIC.some((keyword) => root[keyword] !== undefined)) return null;
  if (root.properties === undefined) return root.additionalProperties === false ? [] : null;
  return isJsonObject(root.properties) ? readProperties(root, root.properties, schema, 0) : null;
}
