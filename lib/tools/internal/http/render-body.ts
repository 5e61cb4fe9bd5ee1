import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import type { HttpDefinition, JsonObject } from '@/lib/tools/contracts';
import { renderJsonTemplate } from '@/lib/tools/internal/http/json-template';
import { writeMultipart, type MultipartField } from '@/lib/tools/internal/http/multipart';
import {
  ALL_ARGUMENTS,
  argumentOf,
  isLeftOut,
  parseTemplate,
  renderTemplate,
  soleArgument,
  type TemplatePart,
  type TemplateValues,
} from '@/lib/tools/internal/http/template';
import { writeFields } from '@/lib/tools/internal/http/write-value';

const CONTENT_TYPES = { json: 'application/json', text: 'text/plain; charset=utf-8' } as const;

export interface RenderedBody {
  readonly text: string;
  /** The content type, unless the definition's headers set one. */
  readonly contentType: string;
}

/** The body of a call; null when the definition has none. @throws AppError `secret-missing`, `tool-body-json` */
export function renderBody(definition: HttpDefinition, values: TemplateValues): RenderedBody | null {
  const template = definition.body;
  if (template === null || template.trim() === '') return null;
  const { bodyType, encoding = {} } = definition;
  if (bodyType === 'form') {
    const pairs = formFields(template, encoding, values, encodeForm).map(({ name, text }) => `${name}=${text}`);
    return { text: pairs.join('&'), contentType: 'application/x-www-form-urlencoded' };
  }
  if (bodyType === 'multipart') return writeMultipart(formFields(template, encoding, values, (text) => text));
  const contentType = CONTENT_TYPES[bodyType];
  if (bodyType === 'json') return { text: renderJsonTemplate(template, values), contentType };
  return {
    text: renderTemplate(parseTemplate(template), values, isXml(definition) ? escapeXml : undefined),
    contentType,
  };
}

/** The fields of a form. Unless `encoding` says otherwise, a list repeats its field and an object is JSON. */
function formFields(
  template: string,
  encoding: NonNullable<HttpDefinition['encoding']>,
  values: TemplateValues,
  encode: (text: string) => string,
): MultipartField[] {
  return fieldsOf(template, values).flatMap(({ name, value }) => {
    const as = Object.hasOwn(encoding, name) ? (encoding[name] ?? {}) : {};
    const isJson = typeof value === 'object' && !Array.isArray(value) && as.style === undefined;
    return writeFields(name, value, as, encode).map(([written, text]) => ({
      name: written,
      text,
      ...(isJson ? { contentType: 'application/json' } : {}),
    }));
  });
}

function fieldsOf(
  template: string,
  values: TemplateValues,
): { readonly name: string; readonly value: JsonObject[string] }[] {
  if (soleArgument(parseTemplate(template.trim())) === ALL_ARGUMENTS) {
    return Object.entries(values.input).flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
  }
  return parseFormTemplate(template).flatMap(({ name, value }) => {
    if (isLeftOut(value, values.input)) return [];
    const only = soleArgument(value);
    return [
      {
        name,
        value: (only === undefined ? undefined : argumentOf(values.input, only)) ?? renderTemplate(value, values),
      },
    ];
  });
}

/**
 * Parses a form template, `a=1&b={{b}}`. The template alone determines the pairs, whatever an argument contains.
 * @throws AppError `tool-template-syntax`, `tool-body-key` for a placeholder as a name
 */
export function parseFormTemplate(
  template: string,
): { readonly name: string; readonly value: readonly TemplatePart[] }[] {
  return template
    .trim()
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      const key = at < 0 ? pair : pair.slice(0, at);
      if (key.includes('{{'))
        throw new AppError({
          kind: 'invalid',
          code: 'tool-body-key',
          detail: 'A placeholder as a name',
          values: { key },
        });
      const value = parseTemplate(at < 0 ? '' : pair.slice(at + 1)).map((part) =>
        part.kind === 'text' ? { ...part, text: decodeForm(part.text) } : part,
      );
      return { name: decodeForm(key), value };
    });
}

function decodeForm(text: string): string {
  // The equals sign prevents the following text from being read as a name.
  return new URLSearchParams(`x=${text.replaceAll('&', '%26')}`).get('x') ?? '';
}

function encodeForm(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

function isXml(definition: HttpDefinition): boolean {
  return definition.headers.some(
    ({ name, value }) => name.toLowerCase() === 'content-type' && /[/+]xml\b/i.test(value),
  );
}

const XML = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
]);
function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => XML.get(character) ?? character);
}
