import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import type { HttpDefinition } from '@/lib/tools/contracts';
import { renderJsonTemplate } from '@/lib/tools/internal/http/json-template';
import { ALL_ARGUMENTS, argumentText, isLeftOut, parseTemplate, renderTemplate, soleArgument, type TemplatePart, type TemplateValues } from '@/lib/tools/internal/http/template';

const CONTENT_TYPES = { json: 'application/json', form: 'application/x-www-form-urlencoded', text: 'text/plain; charset=utf-8' } as const;

export interface RenderedBody {
  readonly text: string;
  /** For when the definition's headers say none. */
  readonly contentType: string;
}

/** The body of a call; null when the definition has none. @throws AppError `secret-missing`, `tool-body-json` */
export function renderBody(definition: HttpDefinition, values: TemplateValues): RenderedBody | null {
  const template = definition.body;
  if (template === null || template.trim() === '') return null;
  const contentType = CONTENT_TYPES[definition.bodyType];
  if (definition.bodyType === 'json') return { text: renderJsonTemplate(template, values), contentType };
  if (definition.bodyType === 'form') return { text: renderForm(template, values), contentType };
  return { text: renderTemplate(parseTemplate(template), values, isXml(definition) ? escapeXml : undefined), contentType };
}

function renderForm(template: string, values: TemplateValues): string {
  if (soleArgument(parseTemplate(template.trim())) === ALL_ARGUMENTS) {
    const given = Object.entries(values.input).filter(([, value]) => value !== null);
    return given.flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => encodePair(name, argumentText(one)))).join('&');
  }
  return parseFormTemplate(template)
    .filter((field) => !isLeftOut(field.value, values.input))
    .map((field) => encodePair(field.name, renderTemplate(field.value, values))).join('&');
}

/**
 * `a=1&b={{b}}`: the pairs are the template's, whatever an argument holds.
 * @throws AppError `tool-template-syntax`, `tool-body-key` for a placeholder as a name
 */
export function parseFormTemplate(template: string): { readonly name: string; readonly value: readonly TemplatePart[] }[] {
  return template.trim().split('&').filter((pair) => pair !== '').map((pair) => {
    const at = pair.indexOf('=');
    const key = at < 0 ? pair : pair.slice(0, at);
    if (key.includes('{{')) throw new AppError({ kind: 'invalid', code: 'tool-body-key', detail: 'A placeholder as a name', values: { key } });
    const value = parseTemplate(at < 0 ? '' : pair.slice(at + 1)).map((part) => (part.kind === 'text' ? { ...part, text: decodeForm(part.text) } : part));
    return { name: decodeForm(key), value };
  });
}

function decodeForm(text: string): string {
  // The equals sign keeps what follows from being read as a name.
  return new URLSearchParams(`x=${text.replaceAll('&', '%26')}`).get('x') ?? '';
}

function encodePair(name: string, value: string): string {
  return new URLSearchParams([[name, value]]).toString();
}

function isXml(definition: HttpDefinition): boolean {
  return definition.headers.some(({ name, value }) => name.toLowerCase() === 'content-type' && /[/+]xml\b/i.test(value));
}

const XML = new Map([['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;'], ['"', '&quot;'], ["'", '&apos;']]);
function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => XML.get(character) ?? character);
}
