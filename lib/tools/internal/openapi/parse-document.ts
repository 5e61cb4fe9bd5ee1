import 'server-only';
import { parse, YAMLParseError } from 'yaml';
import { AppError, isAppError } from '@/lib/errors/app-error';
import { messageOf } from '@/lib/errors/message-of';
import type { ImportNote } from '@/lib/tools/import-note-contracts';
import type { JsonObject } from '@/lib/tools/contracts';
import { runBounded } from '@/lib/tools/internal/arguments/run-bounded';
import { isParsedObject, type Json } from '@/lib/tools/internal/openapi/json-access';
import { mergeKeys } from '@/lib/tools/internal/openapi/merge-keys';
import { upgradeSwagger } from '@/lib/tools/internal/openapi/upgrade-swagger';

/**
 * YAML takes about a second for a million characters, JSON a tenth of that or less; the process does nothing else
 * meanwhile.
 */
const PARSE_TIMEOUT_MS = 4_000;
const MAX_DEPTH = 60;
/** About the number of nodes of a JSON document of 20 MB. */
const MAX_NODES = 1_000_000;
const MAX_MERGED = 200_000;

export interface ParsedDocument {
  readonly document: JsonObject;
  /** Notes about the whole document. */
  readonly notes: readonly ImportNote[];
}

/**
 * Parses an OpenAPI 3 document, YAML or JSON, into plain JSON of limited depth and size; Swagger 2.0 is converted.
 * Multiplying aliases and recursive documents end at the limits.
 * @throws AppError `openapi-unreadable`, `openapi-too-complex`, `openapi-version`
 */
export function parseDocument(text: string): ParsedDocument {
  try {
    return parseBounded(text);
  } catch (error) {
    if (!isAppError(error) || error.code !== 'openapi-too-complex') throw error;
    throw new AppError({
      kind: error.kind,
      code: error.code,
      detail: error.detail,
      values: { chars: text.length },
      cause: error,
    });
  }
}

function parseBounded(text: string): ParsedDocument {
  const parsed = runGuarded(text);
  requireBounded(parsed);
  if (!isParsedObject(parsed)) throw unreadable('OpenAPI', 0);
  const [openapi, swagger] = [versionOf(parsed.openapi), versionOf(parsed.swagger)];
  if (/^3(\.[012](\.|$)|$)/.test(openapi ?? '')) return { document: parsed, notes: [] };
  if (openapi === null && /^2(\.0|$)/.test(swagger ?? '')) {
    const document = upgrade(parsed);
    requireBounded(document);
    return { document, notes: [{ code: 'swagger-converted', values: {} }] };
  }
  throw new AppError({
    kind: 'invalid',
    code: 'openapi-version',
    detail: 'only OpenAPI 3 and Swagger 2.0',
    values: { version: (openapi ?? swagger ?? '?').slice(0, 20) },
  });
}

/** `openapi: 3.1` without quotes is a number in YAML. */
function versionOf(given: Json | undefined): string | null {
  return typeof given === 'string' || typeof given === 'number' ? String(given) : null;
}

function upgrade(document: JsonObject): JsonObject {
  return attempt(
    () => upgradeSwagger(document),
    (error) => unreadable('OpenAPI', 0, error),
  );
}

function runGuarded(text: string): unknown {
  // Only errors of the parsers: invalid syntax, or a stack overflow by nested brackets. Their messages quote the
  // document, so a person who enters a URL would see lines of any response.
  return attempt(
    () => parseText(text),
    (error) =>
      isJson(text)
        ? unreadable('JSON', lineOfJsonError(error), error)
        : unreadable('YAML', lineOfYamlError(text, error), error),
  );
}

/** @throws AppError `openapi-too-complex` when it takes too long; any other error as `explain` converts it */
function attempt<Result>(work: () => Result, explain: (error: unknown) => AppError): Result {
  try {
    const outcome = runBounded(PARSE_TIMEOUT_MS, work);
    if (outcome.done) return outcome.result;
  } catch (error) {
    throw isAppError(error) ? error : explain(error);
  }
  throw tooComplex();
}

function isJson(text: string): boolean {
  return text.trimStart().startsWith('{');
}

/** V8 puts the line into some of its messages; 0: unknown. */
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
  // Core schema: no dates, no binary, no code, no duplicate keys. Aliases are shared objects, which `requireBounded`
  // counts at each place. Merge keys are applied by our code, since the library copies without a limit.
  const parsed: unknown = parse(text, {
    schema: 'core',
    uniqueKeys: true,
    merge: false,
    maxAliasCount: -1,
    logLevel: 'error',
    prettyErrors: false,
  });
  return mergeKeys(parsed, MAX_MERGED, tooComplex);
}

/** Counts every visit, so that a node with a thousand aliases counts a thousand times. Not recursive. */
function requireBounded(root: unknown): void {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: root, depth: 0 }];
  let nodes = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    nodes += 1;
    if (nodes > MAX_NODES || next.depth > MAX_DEPTH) throw tooComplex();
    // Values of YAML that JSON does not have: .inf, .nan.
    if (typeof next.value === 'number' && !Number.isFinite(next.value)) throw unreadable('OpenAPI', 0);
    if (typeof next.value !== 'object' || next.value === null) continue;
    for (const value of Object.values(next.value)) open.push({ value, depth: next.depth + 1 });
  }
}

function unreadable(format: 'JSON' | 'YAML' | 'OpenAPI', line: number, cause?: unknown): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'openapi-unreadable',
    detail: 'neither YAML nor JSON that can be read',
    values: { format, line },
    cause,
  });
}

function tooComplex(): AppError {
  return new AppError({
    kind: 'too-large',
    code: 'openapi-too-complex',
    detail: 'the document is too deep or too large',
  });
}
