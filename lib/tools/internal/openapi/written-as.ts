import 'server-only';
import { writtenAsSchema, type JsonObject, type WrittenAs } from '@/lib/tools/contracts';
import { asList, asObject, asText, member, objectsIn, objectsOf } from '@/lib/tools/internal/openapi/json-access';

const COMPOSED = ['allOf', 'anyOf', 'oneOf'];

/** The types that a schema allows; empty: any. */
export function typesIn(schema: JsonObject): ReadonlySet<string> {
  const own = asList(Array.isArray(schema.type) ? schema.type : [schema.type ?? null]).filter(
    (type) => typeof type === 'string',
  );
  if (own.length > 0) return new Set(own);
  const parts = COMPOSED.flatMap((word) => objectsIn(schema[word]));
  const inside = parts.map(typesIn);
  return inside.some((types) => types.size === 0) ? new Set() : new Set(inside.flatMap((types) => [...types]));
}

/** Whether the schema allows a list or an object, also by having no type. */
export function mayBe(schema: JsonObject, type: 'array' | 'object'): boolean {
  const types = typesIn(schema);
  return types.has(type) || (types.size === 0 && schema.enum === undefined && schema.const === undefined);
}

/**
 * How a parameter or a form field is encoded when it is a list or an object: `style` and `explode` of the document.
 * @returns empty when it can be neither, or a list that repeats its field; null for an unsupported style
 */
export function writtenAs(given: JsonObject, schema: JsonObject, usual: 'form' | 'simple'): WrittenAs | null {
  const style = asText(member(given, 'style')) ?? usual;
  const explode = member(given, 'explode');
  const [isList, isObject] = [mayBe(schema, 'array'), mayBe(schema, 'object')];
  if (!isList && !isObject) return {};
  const parsed = writtenAsSchema.safeParse({ style, ...(typeof explode === 'boolean' ? { explode } : {}) });
  if (!parsed.success) return null;
  const isRepeated = style === 'form' && explode !== false;
  return isRepeated && !isObject ? {} : parsed.data;
}

/** Whether an object contains lists or objects, for which the specification defines no encoding. */
export function nests(schema: JsonObject): boolean {
  const inside = [
    ...objectsOf(asObject(schema.properties)),
    ...COMPOSED.flatMap((word) => objectsIn(schema[word])).flatMap((part) => objectsOf(asObject(part.properties))),
  ];
  return inside.some(([, part]) => typesIn(part).has('array') || typesIn(part).has('object'));
}
