import { parseExactJson } from '@/components/tools/result/exact-json';
import { plainText } from '@/components/tools/result/result-shape';
import { visibleText } from '@/components/tools/result/visible-text';
import type { ToolCallDto } from '@/lib/tools/contracts';

/** A result as text that can be sent to a customer: names and values, without JSON's signs and without characters nobody sees. */
export function cleanText(result: Pick<NonNullable<ToolCallDto['result']>, 'type' | 'text'>): string {
  const value = result.type === 'json' ? parseExactJson(result.text) : undefined;
  return visibleText(value === undefined ? result.text : plainText(value)).trim();
}
