import 'server-only';
import type { AppError } from '@/lib/errors/app-error';
import type { ToolError } from '@/lib/tools/contracts';

/** An expected failure as what became of a call. @param mask takes out of its values what nobody may read */
export function toToolError({ code, values }: AppError, mask: (text: string) => string = (text) => text): ToolError {
  const texts = Object.entries(values).map(
    ([name, value]) => [name, typeof value === 'string' ? mask(value) : value] as const,
  );
  return { code, ...(texts.length === 0 ? {} : { values: Object.fromEntries(texts) }) };
}
