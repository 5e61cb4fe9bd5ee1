import 'server-only';
import { z } from 'zod';
import { AppError } from '@/lib/errors/app-error';
import {
  ALL_ARGUMENTS,
  argumentOf,
  isLeftOut,
  parseTemplate,
  renderTemplate,
  secretOf,
  type TemplatePart,
  type TemplateValues,
} from '@/lib/tools/internal/http/template';

type Json = z.infer<ReturnType<typeof z.json>>;
/** Marks a string of the parsed template that was a placeholder outside of quotes. A JSON text cannot contain NUL. */
const VALUE_MARK = '\u0000';
/** A JSON string, or a placeholder outside of strings. */
const TOKEN = /"(?:[^"\\]|\\.)*"|\{\{[^{}]*\}\}/gs;

/**
 * Parses a JSON body template: `{"id": {{id}}, "note": "von {{name}}"}`. Outside of quotes a placeholder is the
 * argument's JSON value, within quotes its text. An argument cannot end the string that contains it, since the template
 * is parsed before arguments are inserted.
 * @throws AppError `tool-body-json`, `tool-template-syntax`
 */
export function parseJsonTemplate(template: string): Json {
  const marked = template.replaceAll(TOKEN, (token) =>
    token.startsWith('"') ? token : JSON.stringify(`${VALUE_MARK}${token}`),
  );
  const parsed = z.json().safeParse(parseJson(marked));
  if (!parsed.success) throw jsonError();
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw jsonError();
  }
}

function jsonError(): AppError {
  return new AppError({ kind: 'invalid', code: 'tool-body-json', detail: 'The body template is not JSON' });
}

/** All parts of a JSON template's strings and values. @throws AppError `tool-template-syntax`, `tool-body-key` */
export function jsonTemplateParts(template: Json): TemplatePart[] {
  if (typeof template === 'string') return parseTemplate(unmarked(template));
  if (Array.isArray(template)) return template.flatMap(jsonTemplateParts);
  if (typeof template !== 'object' || template === null) return [];
  return Object.entries(template).flatMap(([key, value]) => {
    if (key.includes('{{') || key.startsWith(VALUE_MARK))
      throw new AppError({
        kind: 'invalid',
        code: 'tool-body-key',
        detail: 'A placeholder as a name',
        values: { key },
      });
    return jsonTemplateParts(value);
  });
}

/** The JSON text of the body. Fields and elements whose only content is a missing argument are left out. */
export function renderJsonTemplate(template: string, values: TemplateValues): string {
  return JSON.stringify(render(parseJsonTemplate(template), values) ?? null);
}

/** undefined: left out. */
function render(node: Json, values: TemplateValues): Json | undefined {
  if (typeof node === 'string') return renderString(node, values);
  if (Array.isArray(node)) return node.map((item) => render(item, values)).filter((item) => item !== undefined);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).flatMap(([key, value]) => {
      const rendered = render(value, values);
      return rendered === undefined ? [] : [[key, rendered]];
    }),
  );
}

function renderString(text: string, values: TemplateValues): Json | undefined {
  const parts = parseTemplate(unmarked(text));
  if (!text.startsWith(VALUE_MARK)) return isLeftOut(parts, values.input) ? undefined : renderTemplate(parts, values);
  const [part] = parts;
  if (part?.kind === 'secret') return secretOf(values.secrets, part.name);
  if (part?.kind !== 'argument') return undefined;
  return part.name === ALL_ARGUMENTS ? values.input : argumentOf(values.input, part.name);
}

function unmarked(text: string): string {
  return text.startsWith(VALUE_MARK) ? text.slice(VALUE_MARK.length) : text;
}
