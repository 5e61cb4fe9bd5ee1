import 'server-only';
import type { AppError } from '@/lib/errors/app-error';
import type { ToolError } from '@/lib/tools/contracts';

/**
 * Converts an expected failure to the error of a call.
 * @param mask removes what nobody may read from its values
 */
export function toToolError({ code, values }: AppError, mask: (text: string) => string = (text) => text): ToolError {
  const texts = Object.entries(values).map(
    ([name, value]) => [name, typeof value === 'string' ? mask(value) : value] as const,
  );
  return { code, ...(texts.length === 0 ? {} : { values: Object.fromEntries(texts) }) };
}
