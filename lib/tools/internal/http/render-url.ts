import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import type { HttpDefinition } from '@/lib/tools/contracts';
import {
  argumentOf,
  isLeftOut,
  parseTemplate,
  renderTemplate,
  soleArgument,
  type TemplatePart,
  type TemplateValues,
} from '@/lib/tools/internal/http/template';
import { simpleTexts, writeFields } from '@/lib/tools/internal/http/write-value';

/** Scheme, host and port, which only the admin sets, followed by a path, a query or nothing. */
const ORIGIN = /^(https?:\/\/[^/?#\\{}@\s]+)(?=[/?]|$)/i;

/** The origin of a URL template; null when a placeholder could change it. */
export function templateOrigin(template: string): string | null {
  const [, origin] = ORIGIN.exec(template) ?? [];
  return origin === undefined ? null : (URL.parse(origin)?.origin ?? null);
}

/** Splits the parts of a URL template at the beginning of its query. */
export function splitAtQuery(parts: readonly TemplatePart[]): { path: TemplatePart[]; query: TemplatePart[] } {
  const at = parts.findIndex((part) => part.kind === 'text' && part.text.includes('?'));
  const part = parts[at];
  if (part?.kind !== 'text') return { path: [...parts], query: [] };
  const cut = part.text.indexOf('?');
  return {
    path: [...parts.slice(0, at), { kind: 'text', text: part.text.slice(0, cut) }],
    query: [{ kind: 'text', text: part.text.slice(cut) }, ...parts.slice(at + 1)],
  };
}

/**
 * The URL of a call. Arguments are percent-encoded and stay within their path segment or query value.
 * @throws AppError `tool-argument-path`, `secret-missing`
 */
export function renderUrl(definition: Pick<HttpDefinition, 'url' | 'query'>, values: TemplateValues): string {
  const { path, query } = splitAtQuery(parseTemplate(definition.url));
  const rendered = path
    .map((part) => (part.kind === 'argument' ? pathSegment(part.name, values) : renderTemplate([part], values)))
    .join('');
  // Two harmless arguments side by side may form `..` together.
  if (
    climbs(
      path
        .map((part) =>
          part.kind === 'argument' ? segmentTexts(part.name, values).join(',') : renderTemplate([part], values),
        )
        .join(''),
    )
  )
    throw pathError('');
  const pairs = definition.query.flatMap((field) => queryPairs(field, values));
  const start = renderTemplate(query, values, encodeURIComponent);
  const joined =
    pairs.length === 0
      ? ''
      : `${start === '' ? '?' : start.endsWith('?') || start.endsWith('&') ? '' : '&'}${pairs.join('&')}`;
  const url = `${rendered}${start}${joined}`;
  // Even if the checks above failed: an argument never chooses the host.
  if (URL.parse(url)?.origin !== templateOrigin(definition.url)) throw pathError('');
  return url;
}

function queryPairs(field: HttpDefinition['query'][number], values: TemplateValues): string[] {
  const parts = parseTemplate(field.value);
  if (isLeftOut(parts, values.input)) return [];
  const only = soleArgument(parts);
  const value = (only === undefined ? undefined : argumentOf(values.input, only)) ?? renderTemplate(parts, values);
  return writeFields(field.name, value, field, (text) => encodeURIComponent(text.toWellFormed())).map(
    ([name, text]) => `${name}=${text}`,
  );
}

/**
 * Encodes an argument as a path segment. Servers and proxies decode `%2e` and `%2f` at different times and treat empty
 * segments differently: an argument that could leave its segment, or vanish (`/orders/` lists all orders), is refused.
 */
function pathSegment(name: string, values: TemplateValues): string {
  const texts = segmentTexts(name, values);
  const isHarmful = (text: string): boolean =>
    text.trim() === '' || /[\u0000-\u001f\u007f]/.test(decodeRepeatedly(text)) || climbs(text);
  if (texts.length === 0 || texts.some(isHarmful)) throw pathError(name);
  return texts.map(encodeURIComponent).join(',');
}

/** A list or an object in a path is written in style `simple`: `a,b`. */
function segmentTexts(name: string, values: TemplateValues): string[] {
  return simpleTexts(argumentOf(values.input, name));
}

function climbs(text: string): boolean {
  return decodeRepeatedly(text)
    .split(/[/\\;]/)
    .some((segment) => /^\s*\.{1,2}\s*$/.test(segment));
}

const MAX_DECODINGS = 4;
function decodeRepeatedly(text: string): string {
  let decoded = text.normalize('NFKC');
  for (let round = 0; round < MAX_DECODINGS; round += 1) {
    const next = decoded.replaceAll(/%([0-9a-f]{2})/gi, (_match, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    if (next === decoded) break;
    decoded = next;
  }
  return decoded;
}

function pathError(name: string): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'tool-argument-path',
    detail: 'An argument in the path is empty or would leave its place',
    values: { name },
  });
}
