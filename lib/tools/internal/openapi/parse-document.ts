import 'server-only';
import { parse, YAMLParseError } from 'yaml';
import { AppError } from '@/lib/errors/app-error';
import { messageOf } from '@/lib/errors/message-of';
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
  if (!document.success) throw unreadable('OpenAPI', 0);
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
    // Their messages repeat what they read: whoever names an address would see lines of any answer.
    throw isJson(text) ? unreadable('JSON', lineOfJsonError(error), error) : unreadable('YAML', lineOfYamlError(text, error), error);
  }
  throw tooComplex();
}

function isJson(text: string): boolean {
  return text.trimStart().startsWith('{');
}

/** V8 names the line in some of its messages; 0: unknown. */
function lineOfJsonError(error: unknown): number {
  return Number(/\(line (\d+) column \d+\)$/.exec(messageOf(error))?.[1] ?? 0);
}

function lineOfYamlError(text: string, error: unknown): number {
  return error instanceof YAMLParseError ? text.slice(0, error.pos[0]).split('\n').length : 0;
}

function parseText(text: string): unknown {
  if (isJson(text)) {
    const parsed: unknown = JSON.parse(text.trimStart());
    return parsed;
  }
  // Core schema: no dates, no binary, no code; keys once; no merge keys.
  const parsed: unknown = parse(text, { schema: 'core', uniqueKeys: true, merge: false, maxAliasCount: 100, logLevel: 'error', prettyErrors: false });
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

function unreadable(format: 'JSON' | 'YAML' | 'OpenAPI', line: number, cause?: unknown): AppError {
  return new AppError({ kind: 'invalid', code: 'openapi-unreadable', detail: 'neither YAML nor JSON that can be read', values: { format, line }, cause });
}

function tooComplex(): AppError {
  return new AppError({ kind: 'too-large', code: 'openapi-too-complex', detail: 'the document is too deep or too large' });
}
