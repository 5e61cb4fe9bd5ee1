import type { JsonObject } from '@/lib/tools/contracts';

type Json = JsonObject[string];

/** A number or a yes or no that the model wrote as a text, and that was called as what the tool's schema wants. */
export interface ArgumentRepair {
  /** From the top down; places in lists are counted from 0. */
  readonly path: readonly string[];
  readonly written: string;
  readonly used: number | boolean;
}

/**
 * What was repaired of the model's arguments. Nothing of it is stored a second time: the call keeps both what was
 * written and what was used.
 */
export function findRepairs(argumentsText: string, used: JsonObject | null): readonly ArgumentRepair[] {
  if (used === null) return [];
  try {
    const written: unknown = JSON.parse(argumentsText);
    return compare(written, used, []);
  } catch {
    // Arguments that could not be read were not used either.
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
