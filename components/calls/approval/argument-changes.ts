import { isJsonObject, type Json } from '@/components/lib/json';
import type { JsonObject } from '@/lib/tools/contracts';

export interface ArgumentChange {
  /** Where: names of properties and places in lists, from the top down. */
  readonly path: readonly string[];
  /** Undefined: it is not there. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** What differs between two sets of arguments, value by value. */
export function argumentChanges(before: JsonObject, after: JsonObject): readonly ArgumentChange[] {
  return compare(before, after, []);
}

/** A property of the object itself: one may be called `constructor`. */
function own(value: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function compare(
  before: Json | undefined,
  after: Json | undefined,
  path: readonly string[],
): readonly ArgumentChange[] {
  const at = (name: string) => [...path, name];
  if (isJsonObject(before) && isJsonObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) =>
      compare(own(before, name), own(after, name), at(name)),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return Array.from({ length: Math.max(before.length, after.length) }, (_, index) =>
      compare(before[index], after[index], at(String(index))),
    ).flat();
  }
  return before === after ? [] : [{ path, before, after }];
}
