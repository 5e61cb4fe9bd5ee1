import 'server-only';
import type { ArgumentName, JsonObject } from '@/lib/tools/contracts';
import { asObject, asText, member, objectsOf, type Json } from '@/lib/tools/internal/openapi/json-access';
import { lookUp } from '@/lib/tools/internal/openapi/references';

/** Deeper values are shown as text. */
const MAX_DEPTH = 3;
/** They are part of every call's data: a tool with more arguments is shown by their names. */
const MOST_NAMES = 100;
const MAX_TITLE_CHARS = 60;
const MAX_HOPS = 8;

/**
 * The arguments of a tool in the order of its JSON Schema, with their titles; the title of an argument without one is
 * its name.
 */
export function argumentNames(schema: JsonObject): ArgumentName[] {
  const names: ArgumentName[] = [];
  collect(schema, schema, [], names);
  return names;
}

function collect(root: JsonObject, given: JsonObject, path: readonly string[], names: ArgumentName[]): void {
  for (const [name, property] of objectsOf(asObject(member(given, 'properties')))) {
    if (names.length >= MOST_NAMES) return;
    const schema = follow(root, property);
    const here = [...path, name];
    const title = (asText(member(schema, 'title')) ?? '').trim();
    names.push({ path: here, title: title === '' ? name : title.slice(0, MAX_TITLE_CHARS) });
    if (here.length < MAX_DEPTH) collect(root, follow(root, member(schema, 'items') ?? schema), here, names);
  }
}

/**
 * Follows a reference within the schema and merges it with the keywords beside the reference. External references are
 * not followed.
 */
function follow(root: JsonObject, given: Json | undefined, hops = 0): JsonObject {
  const schema = asObject(given) ?? {};
  const reference = asText(member(schema, '$ref'));
  if (reference?.startsWith('#/') !== true || hops >= MAX_HOPS) return schema;
  const { $ref: _, ...own } = schema;
  return { ...follow(root, lookUp(root, reference), hops + 1), ...own };
}
