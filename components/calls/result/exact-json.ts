import type { Json } from '@/components/lib/json';
import { STRING_OR_NUMBER } from '@/lib/tools/exact-number-contracts';

/**
 * Parses JSON for showing it: numbers that JavaScript would write otherwise (order numbers of 19 digits, 1.10) become
 * texts of their digits. Undefined when it is not JSON.
 */
export function parseExactJson(text: string): Json | undefined {
  const exact = text.replaceAll(STRING_OR_NUMBER, (token) =>
    token.startsWith('"') || String(Number(token)) === token ? token : `"${token}"`,
  );
  try {
    return JSON.parse(exact) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
