import 'server-only';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isAppError, type AppError } from '@/lib/errors/app-error';
import { MAX_OPENAPI_OPERATIONS, type OpenApiOperation } from '@/lib/tools/catalogue-contracts';
import type { HttpDefinition, JsonObject } from '@/lib/tools/contracts';
import { makeToolName } from '@/lib/tools/internal/catalogue/make-tool-name';
import { asObject, asText, member, objectsOf } from '@/lib/tools/internal/openapi/json-access';
import { readArguments, type OperationArguments } from '@/lib/tools/internal/openapi/read-arguments';
import { DOCUMENT_TOO_LARGE, References } from '@/lib/tools/internal/openapi/references';

/** With what is sent: HEAD answers with nothing to read, so the tool asks with GET. */
const METHODS = [['get', 'GET'], ['head', 'GET'], ['post', 'POST'], ['put', 'PUT'], ['patch', 'PATCH'], ['delete', 'DELETE']] as const;
const MAX_DESCRIPTION_CHARS = 1_000;
const MAX_SUMMARY_CHARS = 120;
const NOTHING: OperationArguments = { inputSchema: { type: 'object', properties: {}, additionalProperties: false }, path: '', query: [], headers: [], body: null, bodyType: 'json' };

/**
 * Every operation of a document as a tool could call it, in the document's order; what cannot be called says why. Others get their turn between two.
 * @param serverUrl what stands before each path
 * @param taken names that tools have already
 * @param picked keys of the operations that are wanted; none: all
 * @throws AppError `openapi-document-too-large`
 */
export async function readOperations(document: JsonObject, serverUrl: string, taken: ReadonlySet<string>, picked?: ReadonlySet<string>): Promise<{ operations: OpenApiOperation[]; isCut: boolean }> {
  const references = new References(document);
  const names = new Set(taken);
  const operations: OpenApiOperation[] = [];
  for (const [path, given] of objectsOf(asObject(member(document, 'paths')))) {
    const pathItem = resolvedOrItself(references, given);
    for (const [method, sent] of METHODS) {
      const operation = asObject(member(pathItem, method));
      if (operation === undefined || (method === 'head' && member(pathItem, 'get') !== undefined)) continue;
      if (picked?.has(keyOf(method, path)) === false) continue;
      if (operations.length === MAX_OPENAPI_OPERATIONS) return { operations, isCut: true };
      await nextTurn();
      const read = readOperation(references, { serverUrl, path, pathItem, method, sent, operation }, names);
      names.add(read.suggestedName);
      operations.push(read);
    }
  }
  return { operations, isCut: false };
}

interface Place {
  readonly serverUrl: string;
  readonly path: string;
  readonly pathItem: JsonObject;
  readonly method: string;
  readonly sent: HttpDefinition['method'];
  readonly operation: JsonObject;
}

function keyOf(method: string, path: string): string {
  return `${method.toUpperCase()} ${path}`;
}

function readOperation(references: References, place: Place, names: ReadonlySet<string>): OpenApiOperation {
  const { serverUrl, path, method, sent, operation } = place;
  const { found, problem } = tryArguments(references, place, sent !== 'GET');
  const { inputSchema, body, bodyType, query, headers } = found;
  const operationId = asText(member(operation, 'operationId')) ?? '';
  const summary = (asText(member(operation, 'summary')) ?? '').trim().slice(0, MAX_SUMMARY_CHARS);
  const suggestedName = makeToolName(operationId === '' ? `${method} ${path}` : operationId, names);
  return {
    key: keyOf(method, path), method: sent, path, suggestedName, inputSchema,
    summary: summary === '' ? (operationId === '' ? `${sent} ${path}` : operationId).slice(0, MAX_SUMMARY_CHARS) : summary,
    description: describe(operation, summary, `${sent} ${path}`),
    definition: { kind: 'http', method: sent, url: `${serverUrl}${found.path}`, query, headers, body, bodyType, resultPointer: '' },
    effect: sent === 'GET' ? 'read' : 'change',
    deprecated: member(operation, 'deprecated') === true,
    problem,
  };
}

function tryArguments(references: References, { path, pathItem, operation }: Place, hasBody: boolean): { found: OperationArguments; problem: string | null } {
  try {
    return { found: readArguments(references, path, pathItem, operation, hasBody), problem: null };
  } catch (error) {
    if (!isOfPart(error)) throw error;
    return { found: NOTHING, problem: error.code };
  }
}

function describe(operation: JsonObject, summary: string, fallback: string): string {
  const description = (asText(member(operation, 'description')) ?? '').trim();
  const texts = [summary, description === summary ? '' : description].filter((text) => text !== '');
  return (texts.length === 0 ? fallback : texts.join('\n')).slice(0, MAX_DESCRIPTION_CHARS);
}

function resolvedOrItself(references: References, pathItem: JsonObject): JsonObject {
  try {
    return references.resolve(pathItem).value;
  } catch (error) {
    if (!isOfPart(error)) throw error;
    return {};
  }
}

/** What is wrong with one operation or path leaves the others. */
function isOfPart(error: unknown): error is AppError {
  return isAppError(error) && error.code !== DOCUMENT_TOO_LARGE;
}
