import 'server-only';
import type { JsonObject } from '@/lib/tools/contracts';
import { CHILD_MAPS, SAME_VALUE_MAPS, VALUES } from '@/lib/tools/internal/arguments/schema-words';
import { asObject, asText, type Json } from '@/lib/tools/internal/openapi/json-access';

/** A deeper schema is refused later; here the limit only protects the stack. */
const MAX_DEPTH = 200;
/** The base address of a schema without `$id`. The domain is reserved (RFC 6761), so no real address equals it. */
const ROOT = 'http://schema.invalid/';

/**
 * Rewrites every reference into the schema itself as a JSON Pointer (`#/$defs/node`), the only form that other code
 * reads: references to an `$anchor`, to an `$id` of the schema or of a part of it, and `$recursiveRef`. A `$dynamicRef`
 * becomes a pointer when only one anchor has its name; with several its target depends on the path of evaluation, and
 * it stays as it is, like every external reference.
 * @returns the schema itself when it contains pointers only
 */
export function localReferences(schema: JsonObject): JsonObject {
  if (!/"\$(?:ref|dynamicRef|recursiveRef)"/.test(JSON.stringify(schema))) return schema;
  const places = findPlaces(schema);
  const pointers: string[] = [];
  const rewritten = rewrite(schema, ROOT, '', 0, (words, base) => {
    const { $ref, $dynamicRef, $recursiveRef, ...others } = words;
    const given = asText($ref) ?? asText($dynamicRef) ?? asText($recursiveRef);
    const pointer = given === undefined ? null : pointerTo(given, base, places);
    if (pointer === null || pointer === $ref) return words;
    pointers.push(pointer);
    return { $ref: pointer, ...others };
  });
  return pointers.length > 0 ? rewritten : schema;
}

interface Places {
  /** Pointers (without `#`) of the schema's resources, by their absolute address. */
  readonly resources: Map<string, string>;
  /** Pointers by address and anchor; null: several anchors have this name. */
  readonly anchors: Map<string, string | null>;
}

function findPlaces(schema: JsonObject): Places {
  const places: Places = { resources: new Map([[ROOT, '']]), anchors: new Map() };
  rewrite(schema, ROOT, '', 0, (words, base, pointer) => {
    if (asText(words.$id) !== undefined || asText(words.id) !== undefined) {
      if (!places.resources.has(base)) places.resources.set(base, pointer);
    }
    // Until draft 7 an anchor was an `$id` that is only a fragment.
    const old = asText(words.$id)?.startsWith('#') === true ? asText(words.$id)?.slice(1) : undefined;
    for (const name of new Set([asText(words.$anchor), asText(words.$dynamicAnchor), old])) {
      if (name === undefined) continue;
      const key = `${base}#${name}`;
      places.anchors.set(key, places.anchors.has(key) ? null : pointer);
    }
    return words;
  });
  return places;
}

function pointerTo(reference: string, base: string, { resources, anchors }: Places): string | null {
  const address = absolute(reference, base);
  if (address === null) return null;
  const at = address.indexOf('#');
  const resource = at === -1 ? address : address.slice(0, at);
  const fragment = at === -1 ? '' : address.slice(at + 1);
  const start = resources.get(resource);
  if (start === undefined) return null;
  if (fragment === '' || fragment.startsWith('/')) return `#${start}${fragment}`;
  const anchored = anchors.get(`${resource}#${fragment}`) ?? null;
  return anchored === null ? null : `#${anchored}`;
}

function absolute(reference: string, base: string): string | null {
  // Not encoded as an address: its parts would be encoded twice.
  if (reference.startsWith('#')) return `${base}${reference}`;
  return URL.canParse(reference, base) ? new URL(reference, base).href : null;
}

type Change = (words: JsonObject, base: string, pointer: string) => JsonObject;

/** Copies a schema and transforms each of its subschemas, the outermost first. */
function rewrite(schema: JsonObject, outer: string, pointer: string, depth: number, change: Change): JsonObject {
  const id = asText(schema.$id) ?? asText(schema.id);
  const [own = ''] = (id === undefined ? '' : (absolute(id, outer) ?? outer)).split('#');
  const base = own === '' ? outer : own;
  const words = change(schema, base, pointer);
  if (depth > MAX_DEPTH) return words;
  return Object.fromEntries(
    Object.entries(words).map(([word, value]): [string, Json] => {
      if (VALUES.has(word)) return [word, value];
      const at = `${pointer}/${step(word)}`;
      const below = (one: Json, where: string): Json => {
        const found = asObject(one);
        return found === undefined ? one : rewrite(found, base, where, depth + 1, change);
      };
      if (Array.isArray(value)) return [word, value.map((one, index) => below(one, `${at}/${index}`))];
      const map = CHILD_MAPS.has(word) || SAME_VALUE_MAPS.has(word) ? asObject(value) : undefined;
      if (map === undefined) return [word, below(value, at)];
      return [
        word,
        Object.fromEntries(Object.entries(map).map(([name, one]) => [name, below(one, `${at}/${step(name)}`)])),
      ];
    }),
  );
}

/** Encodes a name as a step of a JSON Pointer in a URI fragment (RFC 6901, section 6). */
function step(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1').toWellFormed()).replaceAll('%24', '$');
}
