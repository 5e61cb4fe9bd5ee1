import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isAppError, type AppError } from '@/lib/errors/app-error';
import { MAX_OPENAPI_OPERATIONS, type OpenApiOperation } from '@/lib/tools/openapi-contracts';
import type { HttpDefinition, JsonObject, ToolError } from '@/lib/tools/contracts';
import { makeToolName } from '@/lib/tools/internal/catalogue/make-tool-name';
import { checkOperation } from '@/lib/tools/internal/openapi/check-operation';
import { asObject, asText, member, objectsOf } from '@/lib/tools/internal/openapi/json-access';
import { cut, NoteList } from '@/lib/tools/internal/openapi/note-list';
import { readArguments, type OperationArguments } from '@/lib/tools/internal/openapi/read-arguments';
import { readOwnServers } from '@/lib/tools/internal/openapi/read-servers';
import { DOCUMENT_TOO_LARGE, References } from '@/lib/tools/internal/openapi/references';
import { toToolError } from '@/lib/tools/to-tool-error';

/**
 * With the method that is sent: a HEAD response has nothing to read, so the tool sends GET. Other methods are not
 * supported.
 */
const METHODS = [
  ['get', 'GET'],
  ['head', 'GET'],
  ['post', 'POST'],
  ['put', 'PUT'],
  ['patch', 'PATCH'],
  ['delete', 'DELETE'],
  ['options', null],
  ['trace', null],
  ['query', null],
] as const;
const MAX_DESCRIPTION_CHARS = 1_000;
const MAX_SUMMARY_CHARS = 120;
/** Most milliseconds for compiling the schemas of a part. Other work of the process runs between two schemas. */
const MAX_CHECKING_MS = 20_000;
const NOTHING: OperationArguments = {
  inputSchema: { type: 'object', properties: {}, additionalProperties: false },
  path: '',
  query: [],
  headers: [],
  body: null,
  bodyType: 'json',
};

export interface OperationsRequest {
  /** The address before each path; empty: not known yet. */
  readonly serverUrl: string;
  /** The address of the document; null: pasted or uploaded. */
  readonly documentUrl: string | null;
  /** Names of existing tools. */
  readonly taken: ReadonlySet<string>;
  /** The number of operations of the document to skip. */
  readonly offset?: number;
  /** Keys of the wanted operations; undefined: all. */
  readonly picked?: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

export interface OperationsPart {
  readonly operations: OpenApiOperation[];
  readonly total: number;
  readonly nextOffset: number | null;
}

/**
 * Reads the operations of a document, or of a part of it, as tools, in the order of the document; one that cannot be
 * called has the reason. A part ends at MAX_OPENAPI_OPERATIONS or when its copy of the document becomes too large; the
 * next part begins there. Other work of the process runs between two operations.
 * @throws AppError `openapi-document-too-large` when the picked operations are too large together
 */
export async function readOperations(document: JsonObject, request: OperationsRequest): Promise<OperationsPart> {
  const { offset = 0, picked, signal } = request;
  const all = placesOf(document);
  const wanted = all.filter(({ key }) => picked?.has(key) !== false).slice(offset);
  const references =
    picked === undefined ? new References(document) : new References(document, picked.size * CHARS_OF_ONE);
  const names = new Set(request.taken);
  // So that no part suggests a name of an earlier part.
  if (picked === undefined) for (const place of all.slice(0, offset)) names.add(makeToolName(idOf(place), names));
  const operations: OpenApiOperation[] = [];
  let checkingMs = 0;
  const part = (): OperationsPart => ({
    operations,
    total: all.length,
    nextOffset: offset + operations.length < all.length && picked === undefined ? offset + operations.length : null,
  });
  for (const place of wanted) {
    if (operations.length === MAX_OPENAPI_OPERATIONS || checkingMs > MAX_CHECKING_MS) return part();
    await nextTurn();
    signal.throwIfAborted();
    const startedMs = performance.now();
    try {
      const read = readOperation(references, place, request, names);
      names.add(read.suggestedName);
      operations.push(read);
    } catch (error) {
      if (isOfPart(error) || operations.length === 0 || picked !== undefined) throw error;
      return part();
    }
    checkingMs += performance.now() - startedMs;
  }
  return part();
}
/**
 * Most characters that one operation can cost, with a chain of references at each schema: its arguments are limited
 * too.
 */
const CHARS_OF_ONE = 1_500_000;

interface Place {
  readonly key: string;
  readonly path: string;
  readonly method: string;
  readonly sent: HttpDefinition['method'] | null;
  readonly pathItem: JsonObject;
  readonly operation: JsonObject;
  /** Why the operations of the path cannot be read. */
  readonly problem: ToolError | null;
}

function placesOf(document: JsonObject): Place[] {
  const references = new References(document);
  return objectsOf(asObject(member(document, 'paths'))).flatMap(([name, given]): Place[] => {
    if (name.startsWith('x-')) return [];
    const path = name.startsWith('/') ? name : `/${name}`;
    const found = tryReading(() => references.resolve(given).value);
    if (found.read === null)
      return [{ key: path, path, method: '', sent: null, pathItem: {}, operation: {}, problem: found.problem }];
    const pathItem = { ...found.read, ...given };
    return METHODS.flatMap(([method, sent]) => {
      const operation = asObject(member(pathItem, method));
      if (operation === undefined || (method === 'head' && member(pathItem, 'get') !== undefined)) return [];
      const verb = method.toUpperCase();
      return [
        {
          key: `${verb} ${path}`,
          path,
          method: verb,
          sent,
          pathItem,
          operation,
          problem: sent === null ? { code: 'openapi-method', values: { method: verb } } : null,
        },
      ];
    });
  });
}

function readOperation(
  references: References,
  place: Place,
  { serverUrl, documentUrl }: OperationsRequest,
  names: ReadonlySet<string>,
): OpenApiOperation {
  const { key, path, method, sent, pathItem, operation } = place;
  const notes = new NoteList();
  const own = readOwnServers(pathItem, operation, documentUrl ?? (serverUrl === '' ? null : serverUrl));
  const found =
    place.problem === null
      ? tryReading(() => readArguments(references, path, pathItem, operation, sent !== 'GET', notes))
      : { read: null, problem: place.problem };
  const { inputSchema, path: filled, ...request } = found.read ?? NOTHING;
  const summary = (asText(member(operation, 'summary')) ?? '').trim();
  const [ownServer = null] = own ?? [];
  if (method === 'HEAD') notes.add('head-as-get');
  if (ownServer !== null) notes.add(own?.length === 1 ? 'own-server' : 'own-server-several', { server: ownServer });
  const read: OpenApiOperation = {
    key,
    method,
    path,
    inputSchema,
    serverUrl: ownServer,
    suggestedName: makeToolName(idOf(place), names),
    summary: cut(summary === '' ? idOf(place) : summary, MAX_SUMMARY_CHARS),
    description: describe(operation, summary, key, notes),
    definition: {
      kind: 'http',
      method: sent ?? 'GET',
      url: `${ownServer ?? serverUrl}${filled}`,
      ...request,
      resultPointer: '',
    },
    effect: sent === 'GET' ? 'read' : 'change',
    deprecated: member(operation, 'deprecated') === true,
    problem: found.problem ?? (own?.length === 0 ? { code: 'openapi-server' } : null),
    notes: [],
  };
  return { ...read, problem: read.problem ?? tryReading(() => checkOperation(read)).problem, notes: notes.all() };
}

/** The text from which an operation's name is made. */
function idOf({ operation, key }: Place): string {
  const operationId = asText(member(operation, 'operationId')) ?? '';
  return operationId === '' ? key : operationId;
}

function tryReading<Read>(
  read: () => Read,
): { readonly read: Read; readonly problem: null } | { readonly read: null; readonly problem: ToolError } {
  try {
    return { read: read(), problem: null };
  } catch (error) {
    if (!isOfPart(error)) throw error;
    return { read: null, problem: toToolError(error) };
  }
}

function describe(operation: JsonObject, summary: string, fallback: string, notes: NoteList): string {
  const description = (asText(member(operation, 'description')) ?? '').trim();
  const text = [summary, description === summary ? '' : description].filter((one) => one !== '').join('\n');
  if (text.length > MAX_DESCRIPTION_CHARS) notes.add('operation-description-cut', { chars: text.length });
  return cut(text === '' ? fallback : text, MAX_DESCRIPTION_CHARS);
}

/** Whether an error concerns one operation or path only; the others are still read. */
function isOfPart(error: unknown): error is AppError {
  return isAppError(error) && error.code !== DOCUMENT_TOO_LARGE;
}
