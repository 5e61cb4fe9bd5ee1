import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import type { HttpDefinition, JsonObject, WrittenAs } from '@/lib/tools/contracts';
import { HEADER_VALUE } from '@/lib/egress/request-headers';
import {
  argumentOf,
  isLeftOut,
  parseTemplate,
  renderTemplate,
  soleArgument,
  type TemplateValues,
} from '@/lib/tools/internal/http/template';
import { simpleTexts } from '@/lib/tools/internal/http/write-value';

/**
 * The headers of a call by lower-case names; a header whose argument is missing is left out.
 * @throws AppError `tool-argument-header` with the header's name, for a value with a line break or beyond Latin-1
 */
export function renderHeaders(
  definition: Pick<HttpDefinition, 'headers'>,
  values: TemplateValues,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { name, value, style, explode } of definition.headers) {
    const parts = parseTemplate(value);
    if (isLeftOut(parts, values.input)) continue;
    const only = style === undefined ? undefined : soleArgument(parts);
    const text =
      only === undefined
        ? renderTemplate(parts, values)
        : headerText(argumentOf(values.input, only), { style, explode });
    if (!HEADER_VALUE.test(text))
      throw new AppError({
        kind: 'invalid',
        code: 'tool-argument-header',
        detail: 'Not one line of Latin-1 characters',
        values: { name },
      });
    headers[name.toLowerCase()] = text;
  }
  return headers;
}

function headerText(value: JsonObject[string] | undefined, { style, explode }: WrittenAs): string {
  return style === 'json' ? JSON.stringify(value) : simpleTexts(value, explode).join(',');
}
