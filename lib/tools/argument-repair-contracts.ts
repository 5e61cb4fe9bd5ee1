import type { JsonObject } from '@/lib/tools/contracts';

type Json = JsonObject[string];

/** A number or boolean that the model wrote as text, and that was converted to the type of the tool's schema. */
export interface ArgumentRepair {
  /** Property names from the outermost inwards; list positions count from 0. */
  readonly path: readonly string[];
  readonly written: string;
  readonly used: number | boolean;
}

/**
 * The repaired parts of the model's arguments. They are not stored separately: a call stores both the text of the model
 * and the arguments that were used.
 */
export function findRepairs(argumentsText: string, used: JsonObject | null): readonly ArgumentRepair[] {
  if (used === null) return [];
  try {
    const written: unknown = JSON.parse(argumentsText);
    return compare(written, used, []);
  } catch {
    // Arguments that could not be parsed were not used either.
    return [];
  }
}

function compare(written: unknown, used: Json, path: readonly string[]): ArgumentRepair[] {
  if (typeof written === 'string' && (typeof used === 'number' || typeof used === 'boolean'))
    return [{ path, written, used }];
  if (typeof written !== 'object' || written === null || typeof used !== 'object' || used === null) return [];
  const before = new Map<string, unknown>(Object.entries(written));
  return Object.entries(used).flatMap(([name, value]) => compare(before.get(name), value, [...path, name]));
}
