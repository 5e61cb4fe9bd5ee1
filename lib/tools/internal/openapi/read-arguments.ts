import 'server-only';
import { AppError, isAppError } from '@/lib/errors/app-error';
import { headerNameSchema, type HttpDefinition, type JsonObject, type WrittenAs } from '@/lib/tools/contracts';
import { ArgumentList } from '@/lib/tools/internal/openapi/argument-list';
import { asList, asObject, asText, member, type Json } from '@/lib/tools/internal/openapi/json-access';
import { cut, type NoteList } from '@/lib/tools/internal/openapi/note-list';
import { readBody } from '@/lib/tools/internal/openapi/read-body';
import { DOCUMENT_TOO_LARGE, type References } from '@/lib/tools/internal/openapi/references';
import { SchemaWriter } from '@/lib/tools/internal/openapi/to-json-schema';
import { mayBe, nests, writtenAs } from '@/lib/tools/internal/openapi/written-as';

/** Headers that the body's type and the credentials set; OpenAPI says that parameters of these names are ignored. */
const IGNORED_HEADERS = new Set(['accept', 'content-type', 'authorization']);
const HEADER_STYLES = new Set(['simple', 'json']);
const JSON_TEXT: WrittenAs = { style: 'json' };
const MAX_QUERY_NAME_CHARS = 200;
const MAX_DESCRIPTION_CHARS = 300;

export interface OperationArguments {
  readonly inputSchema: JsonObject;
  /** The path with placeholders instead of `{name}`. */
  readonly path: string;
  readonly query: HttpDefinition['query'];
  readonly headers: HttpDefinition['headers'];
  readonly body: string | null;
  readonly bodyType: HttpDefinition['bodyType'];
  readonly encoding?: HttpDefinition['encoding'];
}

interface Collected {
  readonly list: ArgumentList;
  readonly notes: NoteList;
  readonly query: HttpDefinition['query'];
  readonly headers: HttpDefinition['headers'];
  /** The template of each path segment, by parameter name. */
  readonly segments: Map<string, string>;
}

/**
 * The arguments of an operation, and where each is sent. Changed and omitted parts are noted.
 * @throws AppError `openapi-document-too-large`; any other `openapi-*` when the operation cannot be called as a tool
 */
export function readArguments(
  references: References,
  path: string,
  pathItem: JsonObject,
  operation: JsonObject,
  hasBody: boolean,
  notes: NoteList,
): OperationArguments {
  const writer = new SchemaWriter(references, notes);
  const found: Collected = { list: new ArgumentList(notes), notes, query: [], headers: [], segments: new Map() };
  for (const parameter of parametersOf(references, pathItem, operation))
    readParameter(references, path, parameter, writer, found);
  const filled = fillPath(path, found);
  if (!hasBody && member(operation, 'requestBody') !== undefined) notes.add('body-ignored');
  const body = hasBody
    ? readBody(references, operation, writer, found.list, notes)
    : { body: null, bodyType: 'json' as const };
  return { inputSchema: found.list.toSchema(), path: filled, query: found.query, headers: found.headers, ...body };
}

/** The parameters of the path and of the operation, which override those of the path with the same name and place. */
function parametersOf(references: References, pathItem: JsonObject, operation: JsonObject): JsonObject[] {
  const found = new Map<string, JsonObject>();
  for (const given of [...asList(member(pathItem, 'parameters')), ...asList(member(operation, 'parameters'))]) {
    const { value } = references.resolve(given);
    found.set(`${asText(value.in) ?? ''} ${asText(value.name) ?? ''}`, value);
  }
  return [...found.values()];
}

function readParameter(
  references: References,
  path: string,
  parameter: JsonObject,
  writer: SchemaWriter,
  { list, notes, query, headers, segments }: Collected,
): void {
  const place = asText(member(parameter, 'in')) ?? '';
  const name = asText(member(parameter, 'name')) ?? '';
  if (name === '' || (place === 'header' && IGNORED_HEADERS.has(name.toLowerCase()))) return;
  references.spend(name.length);
  if (place === 'cookie') {
    notes.add('cookie-left-out', { name });
    return;
  }
  if (place === 'path' && !path.includes(`{${name}}`)) {
    notes.add('parameter-not-in-path', { name });
    return;
  }
  const isRequired = place === 'path' || member(parameter, 'required') === true;
  const read = tryParameter(parameter, place, name, isRequired, writer, notes);
  if (read === null) return;
  const { schema, as, before } = read;
  const argument = list.add(name, place, schema, isRequired);
  if (place === 'path') segments.set(name, `${before}{{${argument}}}`);
  else if (place === 'query') query.push({ name, value: `{{${argument}}}`, ...as });
  else headers.push({ name, value: `{{${argument}}}`, ...as });
}

interface ReadParameter {
  readonly schema: JsonObject;
  readonly as: WrittenAs;
  /** The prefix of a path segment in this style. */
  readonly before: string;
}

/** null: optional, and left out with a note because it cannot be sent. */
function tryParameter(
  parameter: JsonObject,
  place: string,
  name: string,
  isRequired: boolean,
  writer: SchemaWriter,
  notes: NoteList,
): ReadParameter | null {
  try {
    const schema = schemaOf(writer, parameter, name, notes);
    const written = sentAs(parameter, place, name, schema);
    if (written === null) throw problem('openapi-parameter-style', { name });
    const { style = 'json' } = written.as;
    if (place === 'query' && mayBe(schema, 'object') && style !== 'json' && nests(schema))
      notes.add('nested-values', { name });
    return { schema, ...written };
  } catch (error) {
    if (
      isRequired ||
      !isAppError(error) ||
      error.code === DOCUMENT_TOO_LARGE ||
      error.code === 'openapi-schema-too-large'
    )
      throw error;
    notes.add('parameter-left-out', { name });
    return null;
  }
}

function schemaOf(writer: SchemaWriter, parameter: JsonObject, name: string, notes: NoteList): JsonObject {
  const schema = writer.write(member(parameter, 'schema') ?? contentSchema(parameter) ?? { type: 'string' }, name);
  const description = asText(member(parameter, 'description'))?.trim() ?? '';
  if (description.length > MAX_DESCRIPTION_CHARS) notes.add('description-cut', { at: name, chars: description.length });
  return description === '' ? schema : { ...schema, description: cut(description, MAX_DESCRIPTION_CHARS) };
}

function contentSchema(parameter: JsonObject): Json | undefined {
  const [media] = Object.values(asObject(member(parameter, 'content')) ?? {});
  return member(asObject(media), 'schema');
}

/** null: its place or style is not supported. */
function sentAs(
  parameter: JsonObject,
  place: string,
  name: string,
  schema: JsonObject,
): Omit<ReadParameter, 'schema'> | null {
  const isJson = member(parameter, 'content') !== undefined;
  if (place === 'query') {
    if (name.length > MAX_QUERY_NAME_CHARS) return null;
    const as = isJson ? JSON_TEXT : writtenAs(parameter, schema, 'form');
    return as === null ? null : { as, before: '' };
  }
  if (place === 'header') {
    if (!headerNameSchema.safeParse(name).success) return null;
    const as = isJson ? JSON_TEXT : writtenAs(parameter, schema, 'simple');
    return as === null || !HEADER_STYLES.has(as.style ?? 'simple') ? null : { as, before: '' };
  }
  return place === 'path' && !isJson ? segmentAs(parameter, name, schema) : null;
}

/** A list in a path is `a,b`, also after the prefix of `label` and `matrix` unless it is exploded. */
function segmentAs(parameter: JsonObject, name: string, schema: JsonObject): Omit<ReadParameter, 'schema'> | null {
  const style = asText(member(parameter, 'style')) ?? 'simple';
  const isExploded = member(parameter, 'explode') === true;
  const isObject = mayBe(schema, 'object') && schema.type !== undefined;
  if (isExploded && (isObject || (style !== 'simple' && mayBe(schema, 'array')))) return null;
  if (style === 'simple') return { as: {}, before: '' };
  if (style === 'label') return { as: {}, before: '.' };
  return style === 'matrix' ? { as: {}, before: `;${encodeURIComponent(name.toWellFormed())}=` } : null;
}

/** A path parameter without a description is a string; characters that a path cannot contain are percent-encoded. */
function fillPath(path: string, { list, notes, segments }: Collected): string {
  return path
    .split(/(\{[^{}]*\})/)
    .map((part, index) => {
      if (index % 2 === 0) {
        if (/[{}]/.test(part)) throw problem('openapi-path-parameter', { name: part });
        return part.replaceAll(/[\s#\\]/g, encodeURIComponent);
      }
      const name = part.slice(1, -1);
      const known = segments.get(name);
      if (known !== undefined) return known;
      if (name.trim() === '') throw problem('openapi-path-parameter', { name: part });
      notes.add('path-parameter-undeclared', { name });
      const added = `{{${list.add(name, 'path', { type: 'string' }, true)}}}`;
      segments.set(name, added);
      return added;
    })
    .join('');
}

function problem(code: string, values: Readonly<Record<string, string>> = {}): AppError {
  return new AppError({ kind: 'invalid', code, detail: 'this operation cannot be a tool', values });
}
