import 'server-only';
import { canonicalJson } from '@/lib/audit/canonical-json';
import type { ToolDifference } from '@/lib/tools/catalogue-contracts';
import type { JsonObject } from '@/lib/tools/contracts';

const MAX_DIFFERENCES = 200;
type Json = JsonObject[string];

/** What an admin has to look at: every place where description or schema differ, at most 200 of them. */
export function toolDifferences(before: { readonly description: string; readonly inputSchema: JsonObject }, after: { readonly description: string; readonly inputSchema: JsonObject }): ToolDifference[] {
  const found: ToolDifference[] = [];
  if (before.description !== after.description) found.push({ part: 'description', path: '', before: before.description, after: after.description });
  compare(before.inputSchema, after.inputSchema, '', found);
  return found.slice(0, MAX_DIFFERENCES);
}

function compare(before: Json | undefined, after: Json | undefined, path: string, found: ToolDifference[]): void {
  if (found.length > MAX_DIFFERENCES || same(before, after)) return;
  if (isObject(before) && isObject(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) compare(own(before, name), own(after, name), `${path}/${escape(name)}`, found);
    return;
  }
  found.push({ part: 'schema', path, before: show(before), after: show(after) });
}

function same(before: Json | undefined, after: Json | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  return canonicalJson(before) === canonicalJson(after);
}

function own(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As RFC 6901 wants a name in a pointer. */
function escape(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function show(value: Json | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value, null, 2);
}
