import 'server-only';
import type { JsonObject } from '@/lib/tools/contracts';
import {
  asList,
  asObject,
  asText,
  member,
  objectsIn,
  objectsOf,
  type Json,
} from '@/lib/tools/internal/openapi/json-access';
import { lookUp } from '@/lib/tools/internal/openapi/references';

/** Deeper than any argument that a person limits; also ends recursive schemas. */
const MAX_DEPTH = 8;
/** Most pairs of values that are compared; further ones count as known. */
const MAX_COMPARED = 2_000;
const LISTS = ['allOf', 'anyOf', 'oneOf'] as const;
const SINGLES = ['if', 'then', 'else', 'not'] as const;
const ITEMS = ['items', 'additionalItems', 'prefixItems', 'contains', 'unevaluatedItems'] as const;
const OPENING = ['additionalProperties', 'unevaluatedProperties', 'patternProperties'] as const;

/** The schemas of one value: all of them apply, or one of them does. A boolean describes no properties. */
type Schemas = readonly Json[];

/** A schema with the document that its references point into. */
interface Side {
  readonly root: JsonObject;
  readonly value: Schemas;
}

/**
 * The arguments that limits name and the tool does not accept, also nested ones: `to › city` (without list positions).
 * Where the tool accepts unlisted names, every name is known.
 */
export function unknownPaths(bounds: JsonObject, inputSchema: JsonObject): string[] {
  const unknown = new Set<string>();
  let compared = 0;
  const compare = (bound: Side, taken: Side, path: readonly string[]): void => {
    compared += 1;
    if (path.length >= MAX_DEPTH || compared > MAX_COMPARED) return;
    const asked = partsOf(bound);
    const known = partsOf(taken);
    if (path.length > 0 && isUndescribed(taken, known)) return;
    for (const name of namesOf(asked)) {
      const inside = propertiesOf(known, name);
      if (inside.length > 0)
        compare({ ...bound, value: propertiesOf(asked, name) }, { ...taken, value: inside }, [...path, name]);
      else if (!isOpen(known)) unknown.add([...path, name].join(' › '));
    }
    const items = itemsOf(known);
    if (items.length > 0) compare({ ...bound, value: itemsOf(asked) }, { ...taken, value: items }, path);
  };
  compare({ root: bounds, value: [bounds] }, { root: inputSchema, value: [inputSchema] }, []);
  return [...unknown];
}

/** The schemas that a value's schema is composed of, each once. */
function partsOf({ root, value }: Side): readonly JsonObject[] {
  const parts = new Set<JsonObject>();
  const open = [...value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const schema = asObject(next);
    if (schema === undefined || parts.has(schema)) continue;
    parts.add(schema);
    const reference = asText(member(schema, '$ref'));
    open.push(
      ...LISTS.flatMap((word) => objectsIn(member(schema, word))),
      ...SINGLES.flatMap((word) => asObject(member(schema, word)) ?? []),
      ...objectsOf(asObject(member(schema, 'dependentSchemas'))).map(([, part]) => part),
    );
    if (reference !== undefined) open.push((reference === '#' ? root : lookUp(root, reference)) ?? true);
  }
  return [...parts];
}

/** The names in these schemas; a name in `required` counts even without a description. */
function namesOf(parts: readonly JsonObject[]): ReadonlySet<string> {
  return new Set(
    parts.flatMap((part) => [
      ...Object.keys(asObject(member(part, 'properties')) ?? {}),
      ...asList(member(part, 'required')).filter((name) => typeof name === 'string'),
    ]),
  );
}

function propertiesOf(parts: readonly JsonObject[], name: string): Schemas {
  return parts.flatMap((part) => member(asObject(member(part, 'properties')), name) ?? []);
}

function itemsOf(parts: readonly JsonObject[]): Schemas {
  return parts.flatMap((part) => ITEMS.flatMap((word) => member(part, word) ?? []));
}

/** Whether the schemas accept names that they do not list. */
function isOpen(parts: readonly JsonObject[]): boolean {
  return parts.some((part) => OPENING.some((word) => (member(part, word) ?? false) !== false));
}

/** The schema does not describe the argument: any value is possible. */
function isUndescribed({ value }: Side, parts: readonly JsonObject[]): boolean {
  return (
    value.some((one) => one === true) ||
    parts.every((part) =>
      ['type', 'properties', ...OPENING, ...ITEMS, ...LISTS].every((word) => !Object.hasOwn(part, word)),
    )
  );
}
