import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import type { HttpDefinition, JsonObject, WrittenAs } from '@/lib/tools/contracts';
import type { ArgumentList } from '@/lib/tools/internal/openapi/argument-list';
import { asList, asObject, asText, member, objectsOf, type Json } from '@/lib/tools/internal/openapi/json-access';
import type { NoteList } from '@/lib/tools/internal/openapi/note-list';
import type { References } from '@/lib/tools/internal/openapi/references';
import type { SchemaWriter } from '@/lib/tools/internal/openapi/to-json-schema';
import { writtenAs } from '@/lib/tools/internal/openapi/written-as';

type Body = Pick<HttpDefinition, 'body' | 'bodyType' | 'encoding'>;
const COMPOSED = [
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'dependentSchemas',
  'dependentRequired',
  'patternProperties',
  'propertyNames',
  'minProperties',
  'maxProperties',
];
const FORMS = new Map([
  ['application/x-www-form-urlencoded', 'form'],
  ['multipart/form-data', 'multipart'],
] as const);
const MAX_TEMPLATE_CHARS = 8_000;
/** Characters of a template around two names, and of a suffix that makes a name unique. */
const PAIR_CHARS = 20;
const NO_BODY: Body = { body: null, bodyType: 'json' };

interface Content {
  readonly type: string;
  readonly schema: Json | undefined;
  /** The encoding of form fields, by name. */
  readonly encoding: JsonObject | undefined;
}

/**
 * Reads the request body as arguments: each field of a JSON object or a form is one, anything else is one argument
 * `body`.
 * @throws AppError `openapi-body-type` when only XML, files or the like are accepted, `openapi-body-file` when a file
 * is required
 */
export function readBody(
  references: References,
  operation: JsonObject,
  writer: SchemaWriter,
  list: ArgumentList,
  notes: NoteList,
): Body {
  const given = member(operation, 'requestBody');
  if (given === undefined) return NO_BODY;
  const requestBody = references.resolve(given).value;
  const isRequired = member(requestBody, 'required') === true;
  const contents = objectsOf(asObject(member(requestBody, 'content'))).map(
    ([type, content]): Content => ({
      type: mediaType(type),
      schema: member(content, 'schema'),
      encoding: asObject(member(content, 'encoding')),
    }),
  );
  references.spend(contents.length);
  const json =
    contents.find(({ type }) => type === 'application/json') ??
    contents.find(({ type }) => type.endsWith('+json') || type === '*/*' || type === 'application/*');
  if (json !== undefined) return jsonBody(writer.write(json.schema, 'body'), isRequired, list, notes);
  for (const [type, bodyType] of FORMS) {
    const form = contents.find((content) => content.type === type);
    if (form !== undefined) return formBody(references, form, bodyType, isRequired, writer, list, notes);
  }
  const text = contents.find(({ type }) => type.startsWith('text/') && type !== 'text/xml');
  if (text !== undefined)
    return { body: `{{${list.add('body', 'body', { type: 'string' }, isRequired)}}}`, bodyType: 'text' };
  const types = contents
    .map(({ type }) => type)
    .join(', ')
    .slice(0, 200);
  // Documents often leave `required` out: without its body the operation would not do what it is for.
  if (contents.length > 0) throw unusableBody(types);
  return NO_BODY;
}

function jsonBody(schema: JsonObject, isRequired: boolean, list: ArgumentList, notes: NoteList): Body {
  const fields = flatFields(schema);
  if (fields === null) return { body: `{{${list.add('body', 'body', schema, isRequired)}}}`, bodyType: 'json' };
  const required = requiredFields(schema, isRequired, notes);
  const pairs = fields.map(
    ([name, field]) => `${JSON.stringify(name)}: {{${list.add(name, 'body', field, required.has(name))}}}`,
  );
  return { body: `{${pairs.join(', ')}}`, bodyType: 'json' };
}

function formBody(
  references: References,
  { type, schema, encoding }: Content,
  bodyType: 'form' | 'multipart',
  isRequired: boolean,
  writer: SchemaWriter,
  list: ArgumentList,
  notes: NoteList,
): Body {
  const written = writer.write(withoutFiles(references, schema, notes), 'body');
  const fields = flatFields(written);
  if (fields === null) throw unusableBody(type);
  const required = requiredFields(written, isRequired, notes);
  const styles: Record<string, WrittenAs> = {};
  const pairs = fields.map(([name, field]) => {
    const own = asObject(member(encoding, name));
    // Without words of its own a list is its field several times and an object is JSON.
    const as =
      own === undefined || (!('style' in own) && !('explode' in own)) ? {} : (writtenAs(own, field, 'form') ?? {});
    if (as.style !== undefined) styles[name] = as;
    return `${encodeURIComponent(name.toWellFormed())}={{${list.add(name, 'body', field, required.has(name))}}}`;
  });
  return { body: pairs.join('&'), bodyType, ...(Object.keys(styles).length === 0 ? {} : { encoding: styles }) };
}

/**
 * Documents often leave `requestBody.required` out, which is false then, and mean what the fields say: without one of
 * them the body could not be sent.
 */
function requiredFields(schema: JsonObject, isRequired: boolean, notes: NoteList): ReadonlySet<Json> {
  const required = new Set(asList(schema.required));
  if (required.size > 0 && !isRequired)
    notes.add('body-fields-required', {
      names: asList(schema.required)
        .flatMap((name) => (typeof name === 'string' ? [name] : []))
        .join(', '),
    });
  return required;
}

/**
 * Removes file fields from a form: neither the model nor the form of arguments can provide a file.
 * @throws AppError `openapi-body-file`
 */
function withoutFiles(references: References, given: Json | undefined, notes: NoteList): Json | undefined {
  if (asObject(given) === undefined) return given;
  const schema = references.resolve(given).value;
  const properties = Object.entries(asObject(member(schema, 'properties')) ?? {});
  const files = new Set(
    properties.filter(([, property]) => isFile(references, asObject(property))).map(([name]) => name),
  );
  if (files.size === 0) return given;
  const wanted = asList(member(schema, 'required')).find((name) => typeof name === 'string' && files.has(name));
  if (typeof wanted === 'string')
    throw new AppError({
      kind: 'invalid',
      code: 'openapi-body-file',
      detail: 'a file has to be sent',
      values: { name: wanted.slice(0, 100) },
    });
  for (const name of files) notes.add('file-left-out', { name });
  return { ...schema, properties: Object.fromEntries(properties.filter(([name]) => !files.has(name))) };
}

function isFile(references: References, property: JsonObject | undefined): boolean {
  const schema = property === undefined ? undefined : references.find(property);
  const isBinary = (one: JsonObject | undefined): boolean =>
    asText(member(one, 'format')) === 'binary' || member(one, 'contentMediaType') !== undefined;
  const items = asObject(member(schema, 'items'));
  return isBinary(schema) || (items !== undefined && isBinary(references.find(items)));
}

/**
 * The fields of a closed object; null when it is something else, accepts unlisted fields, or has more fields than a
 * template can contain.
 */
function flatFields(schema: JsonObject): [string, JsonObject][] | null {
  const fields = objectsOf(asObject(schema.properties));
  const types = asList(Array.isArray(schema.type) ? schema.type : [schema.type ?? null]).filter(
    (type) => type !== 'null',
  );
  if (
    types.length !== 1 ||
    types[0] !== 'object' ||
    fields.length === 0 ||
    schema.additionalProperties !== false ||
    COMPOSED.some((word) => word in schema)
  )
    return null;
  const chars = fields.reduce(
    (sum, [name]) => sum + 2 * encodeURIComponent(name.toWellFormed()).length + PAIR_CHARS,
    0,
  );
  // Braces in a name would be parsed as a placeholder.
  return chars > MAX_TEMPLATE_CHARS || fields.some(([name]) => /[{}]/.test(name)) ? null : fields;
}

function mediaType(type: string): string {
  return type.split(';')[0]?.trim().toLowerCase() ?? '';
}

function unusableBody(types: string): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'openapi-body-type',
    detail: 'no JSON, form or text body',
    values: { types },
  });
}
