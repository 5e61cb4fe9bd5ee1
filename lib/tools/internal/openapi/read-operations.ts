import 'server-only';
import { isAppError } from '@/lib/errors/app-error';
import { MAX_OPENAPI_OPERATIONS, type OpenApiOperation } from '@/lib/tools/catalogue-contracts';
import type { HttpDefinition, JsonObject } from '@/lib/tools/contracts';
import { makeToolName } from '@/lib/tools/internal/catalogue/make-tool-name';
import { asObject, asText, member, objectsOf } from '@/lib/tools/internal/openapi/json-access';
import { readArguments, type OperationArguments } from '@/lib/tools/internal/openapi/read-arguments';
import { resolveReference } from '@/lib/tools/internal/openapi/references';

/** With what is sent: HEAD answers with nothing to read, so the tool asks with GET. */
const METHODS = [['get', 'GET'], ['head', 'GET'], ['post', 'POST'], ['put', 'PUT'], ['patch', 'PATCH'], ['delete', 'DELETE']] as const;
const MAX_DESCRIPTION_CHARS = 1_000;
const MAX_SUMMARY_CHARS = 120;
const NOTHING: OperationArguments = { inputSchema: { type: 'object', properties: {}, additionalProperties: false }, path: '', query: [], headers: [], body: null, bodyType: 'json' };

/**
 * Every operation of a document as a tool could call it, in the document's order; what cannot be called says why.
 * @param serverUrl what stands before each path
 * @param taken names that tools have already
 */
export function readOperations(document: JsonObject, serverUrl: string, taken: ReadonlySet<string>): { operations: OpenApiOperation[]; isCut: boolean } {
  const names = new Set(taken);
  const operations: OpenApiOperation[] = [];
  for (const [path, given] of objectsOf(asObject(member(document, 'paths')))) {
    const pathItem = resolvedOrItself(document, given);
    for (const [method, sent] of METHODS) {
      const operation = asObject(member(pathItem, method));
      if (operation === undefined || (method === 'head' && member(pathItem, 'get') !== undefined)) continue;
      if (operations.length === MAX_OPENAPI_OPERATIONS) return { operations, isCut: true };
      const read = readOperation(document, { serverUrl, path, pathItem, method, sent, operation }, names);
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

function readOperation(document: JsonObject, place: Place, names: ReadonlySet<string>): OpenApiOperation {
  const { serverUrl, path, method, sent, operation } = place;
  const { found, problem } = tryArguments(document, place, sent !== 'GET');
  const { inputSchema, body, bodyType, query, headers } = found;
  const operationId = asText(member(operation, 'operationId')) ?? '';
  const summary = (asText(member(operation, 'summary')) ?? '').trim().slice(0, MAX_SUMMARY_CHARS);
  const suggestedName = makeToolName(operationId === '' ? `${method} ${path}` : operationId, names);
  return {
    key: `${method.toUpperCase()} ${path}`, method: sent, path, suggestedName, inputSchema,
    summary: summary === '' ? (operationId === '' ? `${sent} ${path}` : operationId).slice(0, MAX_SUMMARY_CHARS) : summary,
    description: describe(operation, summary, `${sent} ${path}`),
    definition: { kind: 'http', method: sent, url: `${serverUrl}${found.path}`, query, headers, body, bodyType, resultPointer: '' },
    effect: sent === 'GET' ? 'read' : 'change',
    deprecated: member(operation, 'deprecated') === true,
    problem,
  };
}

function tryArguments(document: JsonObject, { path, pathItem, operation }: Place, hasBody: boolean): { found: OperationArguments; problem: string | null } {
  try {
    return { found: readArguments(document, path, pathItem, operation, hasBody), problem: null };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { found: NOTHING, problem: error.code };
  }
}

function describe(operation: JsonObject, summary: string, fallback: string): string {
  const description = (asText(member(operation, 'description')) ?? '').trim();
  const texts = [summary, description === summary ? '' : description].filter((text) => text !== '');
  return (texts.length === 0 ? fallback : texts.join('\n')).slice(0, MAX_DESCRIPTION_CHARS);
}

function resolvedOrItself(document: JsonObject, pathItem: JsonObject): JsonObject {
  try {
    return resolveReference(document, pathItem).value;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return {};
  }
}
