import { parseExactJson } from '@/components/calls/result/exact-json';
import { plainText, type YesNo } from '@/components/calls/result/result-shape';
import { withoutWrapper } from '@/components/chat/tool-panel/without-wrapper';
import { visibleText } from '@/components/calls/result/visible-text';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';

export interface CleanTextOptions {
  /** Without what the service put around what was asked for. */
  readonly isContentOnly?: boolean;
}

/**
 * A result as text that can be sent to a customer: names and values, without JSON's signs and without characters nobody
 * sees. It ends in … where only its beginning is here.
 */
export function cleanText(
  result: Pick<NonNullable<ToolCallDto['result']>, 'type' | 'text' | 'isWhole'>,
  words: YesNo,
  { isContentOnly = false }: CleanTextOptions = {},
): string {
  const value = result.type === 'json' && result.isWhole ? parseExactJson(result.text) : undefined;
  const text = visibleText(
    value === undefined ? result.text : plainText(isContentOnly ? withoutWrapper(value) : value, words),
  ).trim();
  return result.isWhole ? text : `${text}\n…`;
}
