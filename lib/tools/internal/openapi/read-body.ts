import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import type { HttpDefinition, JsonObject } from '@/lib/tools/contracts';
import type { ArgumentList } from '@/lib/tools/internal/openapi/argument-list';
import { asList, asObject, member, objectsOf } from '@/lib/tools/internal/openapi/json-access';
import type { References } from '@/lib/tools/internal/openapi/references';
import type { SchemaWriter } from '@/lib/tools/internal/openapi/to-json-schema';

type Body = Pick<HttpDefinition, 'body' | 'bodyType'>;
const COMPOSED = ['allOf', 'anyOf', 'oneOf', 'not'];

/**
 * The request body as arguments: the fields of a JSON object one by one, anything else as one argument `body`.
 * @throws AppError `openapi-body-type` when only multipart, XML or the like is taken
 */
export function readBody(references: References, operation: JsonObject, writer: SchemaWriter, list: ArgumentList): Body {
  const given = member(operation, 'requestBody');
  if (given === undefined) return { body: null, bodyType: 'json' };
  const requestBody = references.resolve(given).value;
  const isRequired = member(requestBody, 'required') === true;
  const contents = objectsOf(asObject(member(requestBody, 'content'))).map(([type, content]) => ({ type: mediaType(type), schema: member(content, 'schema') }));
  references.spend(contents.length);
  const json = contents.find(({ type }) => type === 'application/json') ?? contents.find(({ type }) => type.endsWith('+json') || type === '*/*');
  if (json !== undefined) return jsonBody(writer.write(json.schema), isRequired, list);
  const form = contents.find(({ type }) => type === 'application/x-www-form-urlencoded');
  if (form !== undefined) return formBody(writer.write(form.schema), list);
  const text = contents.find(({ type }) => type.startsWith('text/'));
  if (text !== undefined) return { body: `{{${list.add('body', 'body', { type: 'string' }, isRequired)}}}`, bodyType: 'text' };
  if (contents.length > 0 && isRequired) throw new AppError({ kind: 'invalid', code: 'openapi-body-type', detail: 'no JSON, form or text body', values: { types: contents.map(({ type }) => type).join(', ').slice(0, 200) } });
  return { body: null, bodyType: 'json' };
}

function jsonBody(schema: JsonObject, isRequired: boolean, list: ArgumentList): Body {
  const fields = flatFields(schema);
  if (fields === null) return { body: `{{${list.add('body', 'body', schema, isRequired)}}}`, bodyType: 'json' };
  const required = new Set(asList(schema.required));
  const pairs = fields.map(([name, field]) => `${JSON.stringify(name)}: {{${list.add(name, 'body', field, isRequired && required.has(name))}}}`);
  return { body: `{${pairs.join(', ')}}`, bodyType: 'json' };
}

function formBody(schema: JsonObject, list: ArgumentList): Body {
  const required = new Set(asList(schema.required));
  const fields = flatFields(schema);
  if (fields === null) throw new AppError({ kind: 'invalid', code: 'openapi-body-type', detail: 'the fields of the form are not named', values: { types: 'application/x-www-form-urlencoded' } });
  const pairs = fields.map(([name, field]) => `${encodeURIComponent(name)}={{${list.add(name, 'body', field, required.has(name))}}}`);
  return { body: pairs.join('&'), bodyType: 'form' };
}

/** The fields of a closed object; null when it is something else, or may hold more than it names. */
function flatFields(schema: JsonObject): [string, JsonObject][] | null {
  const fields = objectsOf(asObject(schema.properties));
  if (schema.type !== 'object' || fields.length === 0 || schema.additionalProperties !== false || COMPOSED.some((word) => word in schema)) return null;
  // Braces in a name would be read as a placeholder.
  return fields.some(([name]) => /[{}]/.test(name)) ? null : fields;
}

function mediaType(type: string): string {
  return type.split(';')[0]?.trim().toLowerCase() ?? '';
}
