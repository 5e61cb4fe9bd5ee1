import 'server-only';
import type { JsonObject } from '@/lib/tools/contracts';

export type Json = JsonObject[string];

/** A document from outside is read piece by piece; what is not of its kind counts as not there. */
export function asObject(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

/** The value when it is a list, else an empty list. */
export function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** Those elements of a list that are objects. */
export function objectsIn(value: Json | undefined): JsonObject[] {
  return asList(value)
    .map(asObject)
    .filter((found) => found !== undefined);
}

/** The value when it is a string. */
export function asText(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Own members alone: `constructor` is none. */
export function member(object: JsonObject | undefined, name: string): Json | undefined {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The members of an object that are objects themselves, with their names. */
export function objectsOf(object: JsonObject | undefined): [string, JsonObject][] {
  return Object.entries(object ?? {}).flatMap(([name, value]) => {
    const found = asObject(value);
    return found === undefined ? [] : [[name, found] as [string, JsonObject]];
  });
}

/** What JSON.parse or the YAML parser made: plain objects, lists, texts, numbers, booleans and null. */
export function isParsedObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The version of a document's `info`; YAML reads `1.0` without quotes as a number. */
export function versionOf(info: JsonObject | undefined): string {
  const version = member(info, 'version');
  return (typeof version === 'number' ? String(version) : (asText(version) ?? '')).slice(0, 60);
}
