import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import type { HttpDefinition, JsonObject } from '@/lib/tools/contracts';
import { ArgumentList } from '@/lib/tools/internal/openapi/argument-list';
import { asList, asObject, asText, member, type Json } from '@/lib/tools/internal/openapi/json-access';
import { readBody } from '@/lib/tools/internal/openapi/read-body';
import type { References } from '@/lib/tools/internal/openapi/references';
import { SchemaWriter } from '@/lib/tools/internal/openapi/to-json-schema';

/** Set by the body's type and by the credentials; OpenAPI itself says that parameters of these names are ignored. */
const IGNORED_HEADERS = new Set(['accept', 'content-type', 'authorization']);

export interface OperationArguments {
  readonly inputSchema: JsonObject;
  /** The path with placeholders in place of `{name}`. */
  readonly path: string;
  readonly query: HttpDefinition['query'];
  readonly headers: HttpDefinition['headers'];
  readonly body: string | null;
  readonly bodyType: HttpDefinition['bodyType'];
}

/**
 * The arguments of an operation and where each goes. Optional parameters of a kind that cannot be sent are left out.
 * @throws AppError `openapi-document-too-large`; any other `openapi-*` when it cannot be called as a tool
 */
export function readArguments(references: References, path: string, pathItem: JsonObject, operation: JsonObject, hasBody: boolean): OperationArguments {
  const writer = new SchemaWriter(references);
  const list = new ArgumentList();
  const query: HttpDefinition['query'] = [];
  const headers: HttpDefinition['headers'] = [];
  const segments = new Map<string, string>();
  for (const parameter of parametersOf(references, pathItem, operation)) {
    const place = asText(member(parameter, 'in'));
    const name = asText(member(parameter, 'name'));
    if (name === undefined || name === '' || (place === 'header' && IGNORED_HEADERS.has(name.toLowerCase()))) continue;
    references.spend(name.length);
    const isRequired = place === 'path' || member(parameter, 'required') === true;
    const schema = schemaOf(writer, parameter);
    if (!canBeSent(parameter, place, schema)) {
      if (isRequired) throw problem('openapi-parameter-style', { name });
      continue;
    }
    const argument = list.add(name, place ?? '', schema, isRequired);
    if (place === 'path') segments.set(name, argument);
    else if (place === 'query') query.push({ name, value: `{{${argument}}}` });
    else headers.push({ name, value: `{{${argument}}}` });
  }
  const body = hasBody ? readBody(references, operation, writer, list) : { body: null, bodyType: 'json' as const };
  return { inputSchema: list.toSchema(), path: fillPath(path, segments), query, headers, ...body };
}

/** Those of the path and those of the operation, which win over the path's of the same name and place. */
function parametersOf(references: References, pathItem: JsonObject, operation: JsonObject): JsonObject[] {
  const found = new Map<string, JsonObject>();
  for (const given of [...asList(member(pathItem, 'parameters')), ...asList(member(operation, 'parameters'))]) {
    const { value } = references.resolve(given);
    found.set(`${asText(value.in) ?? ''} ${asText(value.name) ?? ''}`, value);
  }
  return [...found.values()];
}

function schemaOf(writer: SchemaWriter, parameter: JsonObject): JsonObject {
  const schema = writer.write(member(parameter, 'schema') ?? contentSchema(parameter));
  const description = asText(member(parameter, 'description'))?.trim().slice(0, 300);
  return description === undefined || description === '' ? schema : { ...schema, description };
}

function contentSchema(parameter: JsonObject): Json | undefined {
  const [media] = Object.values(asObject(member(parameter, 'content')) ?? {});
  return member(asObject(media), 'schema');
}

/** Lists in a query are repeated, anything with a `content` is JSON; the other ways of writing lists and objects are not sent. */
function canBeSent(parameter: JsonObject, place: string | undefined, schema: JsonObject): boolean {
  if (place !== 'path' && place !== 'query' && place !== 'header') return false;
  if (member(parameter, 'content') !== undefined) return place === 'query';
  const types = asList(Array.isArray(schema.type) ? schema.type : [schema.type ?? 'string']);
  if (types.includes('object')) return false;
  if (!types.includes('array')) return true;
  return place === 'query' && (asText(member(parameter, 'style')) ?? 'form') === 'form' && member(parameter, 'explode') !== false;
}

function fillPath(path: string, segments: ReadonlyMap<string, string>): string {
  return path.replaceAll(/\{([^{}]*)\}/g, (_whole, name: string) => {
    const argument = segments.get(name);
    if (argument === undefined) throw problem('openapi-path-parameter', { name });
    return `{{${argument}}}`;
  });
}

function problem(code: string, values: Readonly<Record<string, string>> = {}): AppError {
  return new AppError({ kind: 'invalid', code, detail: 'this operation cannot be a tool', values });
}
