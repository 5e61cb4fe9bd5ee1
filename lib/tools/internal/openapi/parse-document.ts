import 'server-only';
import { parse } from 'yaml';
import { AppError } from '@/lib/errors/app-error';
import { jsonObjectSchema, type JsonObject } from '@/lib/tools/contracts';
import { runBounded } from '@/lib/tools/internal/arguments/run-bounded';

/** A large honest document (900,000 characters of YAML) takes about a second; meanwhile the process does nothing else. */
const PARSE_TIMEOUT_MS = 4_000;
const MAX_DEPTH = 60;
const MAX_NODES = 300_000;

/**
 * An OpenAPI 3.0 or 3.1 document, YAML or JSON, as plain JSON of bounded depth and size. Aliases that multiply and documents that
 * contain themselves end at the bounds.
 * @throws AppError `openapi-unreadable`, `openapi-too-complex`, `openapi-version`
 */
export function parseDocument(text: string): JsonObject {
  const parsed = runGuarded(text);
  requireBounded(parsed);
  const document = jsonObjectSchema.safeParse(parsed);
  if (!document.success) throw unreadable('not an object of JSON values');
  const version = document.data.openapi ?? document.data.swagger;
  if (typeof document.data.openapi !== 'string' || !/^3\.[01](\.|$)/.test(document.data.openapi)) {
    throw new AppError({ kind: 'invalid', code: 'openapi-version', detail: 'only OpenAPI 3.0 and 3.1', values: { version: typeof version === 'string' ? version.slice(0, 20) : '?' } });
  }
  return document.data;
}

function runGuarded(text: string): unknown {
  try {
    const outcome = runBounded(PARSE_TIMEOUT_MS, () => parseText(text));
    if (outcome.done) return outcome.result;
  } catch (error) {
    // Of the parsers alone: bad syntax, too many aliases, no stack left for brackets in brackets.
    throw unreadable(error instanceof Error ? error.message : 'unreadable', error);
  }
  throw tooComplex();
}

function parseText(text: string): unknown {
  const trimmed = text.trimStart();
  if (trimmed.startsWith('{')) {
    const parsed: unknown = JSON.parse(trimmed);
    return parsed;
  }
  // Core schema: no dates, no binary, no code; keys once; no merge keys.
  const parsed: unknown = parse(text, { schema: 'core', uniqueKeys: true, merge: false, maxAliasCount: 100, logLevel: 'error' });
  return parsed;
}

/** Counts every visit, so that one node under a thousand aliases counts a thousand times. Without recursion. */
function requireBounded(root: unknown): void {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: root, depth: 0 }];
  let nodes = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    nodes += 1;
    if (nodes > MAX_NODES || next.depth > MAX_DEPTH) throw tooComplex();
    if (typeof next.value !== 'object' || next.value === null) continue;
    for (const value of Object.values(next.value)) open.push({ value, depth: next.depth + 1 });
  }
}

function unreadable(reason: string, cause?: unknown): AppError {
  return new AppError({ kind: 'invalid', code: 'openapi-unreadable', detail: 'neither YAML nor JSON that can be read', values: { reason: reason.slice(0, 200) }, cause });
}

function tooComplex(): AppError {
  return new AppError({ kind: 'too-large', code: 'openapi-too-complex', detail: 'the document is too deep or too large' });
}
