import 'server-only';
import { z } from 'zod';
import { AppError } from '@/lib/errors/app-error';
import type { HttpDefinition, JsonObject } from '@/lib/tools/contracts';
import { checkUrl, isListedHost } from '@/lib/egress/check-url';
import { CONNECTION_HEADERS } from '@/lib/egress/request-headers';
import { jsonTemplateParts, parseJsonTemplate } from '@/lib/tools/internal/http/json-template';
import { parseFormTemplate } from '@/lib/tools/internal/http/render-body';
import { splitAtQuery, templateOrigin } from '@/lib/tools/internal/http/render-url';
import { locateError } from '@/lib/tools/internal/locate-error';
import { ALL_ARGUMENTS, parseTemplate, soleArgument, type TemplatePart } from '@/lib/tools/internal/http/template';

const schemaShape = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

interface Arguments {
  readonly names: ReadonlySet<string>;
  readonly required: ReadonlySet<string>;
}

/**
 * Checks before it is saved that an HTTP tool can be called as defined.
 * @throws AppError `tool-*` with `values.field`: url, hosts, query.0.value, headers.0.name, headers.0.value, body,
 * resultPointer
 */
export function checkHttpDefinition(
  definition: HttpDefinition,
  inputSchema: JsonObject,
  hosts: readonly string[],
): void {
  const schema = schemaShape.parse(inputSchema);
  const given: Arguments = { names: new Set(Object.keys(schema.properties)), required: new Set(schema.required) };
  atField('url', () => checkUrlTemplate(definition, given, hosts));
  definition.query.forEach((field, index) =>
    atField(`query.${index}.value`, () => checkParts(parseTemplate(field.value), given)),
  );
  definition.headers.forEach(({ name, value }, index) => {
    atField(`headers.${index}.name`, () => checkHeaderName(name, definition));
    atField(`headers.${index}.value`, () => checkHeaderValue(value, given));
  });
  atField('body', () => checkBody(definition, given));
  atField('resultPointer', () => {
    if (/~(?![01])/.test(definition.resultPointer)) throw problem('tool-pointer-syntax', 'Not a JSON Pointer');
  });
}

/** The names of the secrets that a definition refers to, each once. */
export function secretNames(definition: HttpDefinition): string[] {
  const templates = [...definition.query, ...definition.headers]
    .map(({ value }) => value)
    .concat(definition.body ?? '');
  return [...new Set(templates.flatMap(parseTemplate).flatMap((part) => (part.kind === 'secret' ? [part.name] : [])))];
}

function problem(code: string, detail: string, values: Readonly<Record<string, string>> = {}): AppError {
  return new AppError({ kind: 'invalid', code, detail, values });
}

/** Adds the name of the form field to the errors of a check. */
function atField(field: string, check: () => void): void {
  locateError(field, { field }, check);
}

function checkUrlTemplate(definition: HttpDefinition, given: Arguments, hosts: readonly string[]): void {
  const origin = templateOrigin(definition.url);
  if (origin === null)
    throw problem('tool-url-host', 'The address must begin with http:// or https:// and a fixed host');
  if (/[#\\\s]/.test(definition.url.replaceAll(/\{\{[^{}]*\}\}/g, '')))
    throw problem('tool-url-characters', 'Blanks, # or \\ in the address');
  const url = checkUrl(origin);
  if (!isListedHost(url, hosts))
    throw problem('tool-host-missing', 'The host is not in the list of hosts', { host: url.host });
  const parts = parseTemplate(definition.url);
  if (parts.some((part) => part.kind === 'secret'))
    throw problem('tool-url-secret', 'Addresses stand in logs: no secrets in them');
  checkParts(parts, given);
  for (const part of splitAtQuery(parts).path) {
    if (part.kind === 'argument' && !given.required.has(part.name))
      throw problem('tool-path-optional', 'An argument in the path must be required', { name: part.name });
  }
}

function checkParts(parts: readonly TemplatePart[], given: Arguments): void {
  for (const part of parts) {
    if (part.kind === 'argument' && !given.names.has(part.name))
      throw problem('tool-unknown-argument', 'The schema has no such argument', { name: part.name });
  }
}

function checkHeaderName(name: string, definition: HttpDefinition): void {
  const isOfBody =
    definition.bodyType === 'multipart' && definition.body !== null && name.toLowerCase() === 'content-type';
  if (isOfBody || CONNECTION_HEADERS.has(name.toLowerCase()))
    throw problem('tool-header-name', 'This header is set by the connection', { name });
  if (definition.headers.filter((other) => other.name.toLowerCase() === name.toLowerCase()).length > 1)
    throw problem('tool-header-twice', 'This header is there twice', { name });
}

function checkHeaderValue(value: string, given: Arguments): void {
  const parts = parseTemplate(value);
  checkParts(parts, given);
  if (parts.some((part) => part.kind === 'text' && !/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(part.text)))
    throw problem('tool-header-value', 'One line of Latin-1 characters');
}

function checkBody(definition: HttpDefinition, given: Arguments): void {
  const { body, bodyType } = definition;
  if (body === null || body.trim() === '') return;
  if (definition.method === 'GET') throw problem('tool-body-method', 'GET has no body');
  if (bodyType === 'json') {
    const template = parseJsonTemplate(body);
    // Outside of quotes `{{arguments}}` is the object of all arguments.
    checkParts(
      jsonTemplateParts(template),
      hasAllArguments(body) ? { ...given, names: new Set([...given.names, ALL_ARGUMENTS]) } : given,
    );
  } else if (bodyType === 'form' || bodyType === 'multipart') {
    if (soleArgument(parseTemplate(body.trim())) !== ALL_ARGUMENTS)
      parseFormTemplate(body).forEach(({ value }) => checkParts(value, given));
  } else {
    const contentType = definition.headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? '';
    const hasArgument = parseTemplate(body).some((part) => part.kind === 'argument');
    if (/json|x-www-form-urlencoded/i.test(contentType) || (hasArgument && /multipart|\{\{/i.test(contentType)))
      throw problem('tool-body-type', 'As plain text an argument could change such a body');
    checkParts(parseTemplate(body), given);
  }
}

/** Whether `{{arguments}}` stands outside of the strings of the template. */
function hasAllArguments(body: string): boolean {
  return /\{\{\s*arguments\s*\}\}/.test(body.replaceAll(/"(?:[^"\\]|\\.)*"/gs, '""'));
}
