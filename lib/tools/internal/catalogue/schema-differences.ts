import 'server-only';
import { canonicalJson } from '@/lib/audit/canonical-json';
import { MAX_TOOL_DIFFERENCES, type ToolDifference } from '@/lib/tools/catalogue-contracts';
import type { JsonObject } from '@/lib/tools/contracts';
import { asObject, member, type Json } from '@/lib/tools/internal/openapi/json-access';

export interface ToolDifferences {
  /** At most MAX_TOOL_DIFFERENCES. */
  readonly differences: ToolDifference[];
  /** There are more differences than shown: not all were seen, so the change may not be accepted. */
  readonly isCut: boolean;
}

interface Described {
  readonly description: string;
  readonly inputSchema: JsonObject;
}

/** The differences that an admin has to review: every place where description or schema differ. */
export function toolDifferences(before: Described, after: Described): ToolDifferences {
  const found: ToolDifference[] = [];
  if (before.description !== after.description)
    found.push({ part: 'description', path: '', before: before.description, after: after.description });
  compare(before.inputSchema, after.inputSchema, '', found);
  return { differences: found.slice(0, MAX_TOOL_DIFFERENCES), isCut: found.length > MAX_TOOL_DIFFERENCES };
}

function compare(before: Json | undefined, after: Json | undefined, path: string, found: ToolDifference[]): void {
  if (found.length > MAX_TOOL_DIFFERENCES || same(before, after)) return;
  const [old, new_] = [asObject(before), asObject(after)];
  if (old !== undefined && new_ !== undefined) {
    for (const name of new Set([...Object.keys(old), ...Object.keys(new_)]))
      compare(member(old, name), member(new_, name), `${path}/${escape(name)}`, found);
    return;
  }
  found.push({ part: 'schema', path, before: show(before), after: show(after) });
}

function same(before: Json | undefined, after: Json | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  return canonicalJson(before) === canonicalJson(after);
}

/** Escapes a name for a JSON Pointer (RFC 6901). */
function escape(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function show(value: Json | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value, null, 2);
}
