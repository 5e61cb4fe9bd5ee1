import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import type { JsonObject } from '@/lib/tools/contracts';
import { referredSecrets } from '@/lib/secrets/contracts';

/** A parsed template. Inserted values are never parsed again, so an argument cannot contain `{{secret:…}}`. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'argument'; readonly name: string }
  | { readonly kind: 'secret'; readonly name: string };

export interface TemplateValues {
  readonly input: JsonObject;
  readonly secrets: ReadonlyMap<string, string>;
}

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;
/** Placeholder for all arguments as one JSON object, in a body. */
export const ALL_ARGUMENTS = 'arguments';

/** @throws AppError `tool-template-syntax` for braces that are no placeholder */
export function parseTemplate(template: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let end = 0;
  for (const match of template.matchAll(PLACEHOLDER)) {
    if (match.index > end) parts.push({ kind: 'text', text: template.slice(end, match.index) });
    parts.push(toPlaceholder(match[0], (match[1] ?? '').trim()));
    end = match.index + match[0].length;
  }
  if (end < template.length) parts.push({ kind: 'text', text: template.slice(end) });
  if (parts.some((part) => part.kind === 'text' && part.text.includes('{{'))) throw syntaxError('{{');
  return parts;
}

function toPlaceholder(placeholder: string, inside: string): TemplatePart {
  const [secret] = referredSecrets(placeholder);
  if (secret !== undefined) return { kind: 'secret', name: secret };
  if (inside === '' || inside.startsWith('secret:')) throw syntaxError(`{{${inside.slice(0, 80)}}}`);
  return { kind: 'argument', name: inside };
}

function syntaxError(placeholder: string): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'tool-template-syntax',
    detail: 'Braces that are no placeholder',
    values: { placeholder },
  });
}

/** Own properties only: `{{constructor}}` is no argument. */
export function argumentOf(input: JsonObject, name: string): JsonObject[string] | undefined {
  return Object.hasOwn(input, name) ? input[name] : undefined;
}

/** The text of an argument: JSON when it is not a string, empty when it is missing or null. */
export function argumentText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed();
}

/** @throws AppError `secret-missing`: what was referred to when the tool was saved is gone */
export function secretOf(secrets: ReadonlyMap<string, string>, name: string): string {
  const value = secrets.get(name);
  if (value === undefined)
    throw new AppError({ kind: 'unavailable', code: 'secret-missing', detail: 'No such secret', values: { name } });
  return value;
}

/** Fills a template: each value goes through `encode`, the template's own text does not. */
export function renderTemplate(
  parts: readonly TemplatePart[],
  values: TemplateValues,
  encode: (text: string) => string = (text) => text,
): string {
  return parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      return encode(
        part.kind === 'secret'
          ? secretOf(values.secrets, part.name)
          : argumentText(argumentOf(values.input, part.name)),
      );
    })
    .join('');
}

/** The name of the argument when the template is a single placeholder; else undefined. */
export function soleArgument(parts: readonly TemplatePart[]): string | undefined {
  const [only] = parts;
  return parts.length === 1 && only?.kind === 'argument' ? only.name : undefined;
}

/** Whether the template is a single missing argument: then the field is left out. */
export function isLeftOut(parts: readonly TemplatePart[], input: JsonObject): boolean {
  const name = soleArgument(parts);
  if (name === undefined) return false;
  const value = argumentOf(input, name);
  return value === undefined || value === null;
}
