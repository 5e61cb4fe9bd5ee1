import 'server-only';
import type { JsonObject } from '@/lib/tools/contracts';

export type Json = JsonObject[string];

/**
 * The value when it is an object. Documents from outside are read piece by piece: a value of another type counts as
 * missing.
 */
export function asObject(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

/** The value when it is a list, else an empty list. */
export function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** The elements of a list that are objects. */
export function objectsIn(value: Json | undefined): JsonObject[] {
  return asList(value)
    .map(asObject)
    .filter((found) => found !== undefined);
}

/** The value when it is a string. */
export function asText(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** An own member of an object; `constructor` is none. */
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

/** Whether a value is a plain object as JSON.parse or the YAML parser makes it. */
export function isParsedObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The version of a document's `info`; YAML reads `1.0` without quotes as a number. */
export function versionOf(info: JsonObject | undefined): string {
  const version = member(info, 'version');
  return (typeof version === 'number' ? String(version) : (asText(version) ?? '')).slice(0, 60);
}
