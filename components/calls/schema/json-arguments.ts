import { isJsonObject } from '@/components/lib/json';
import type { JsonObject } from '@/lib/tools/contracts';

/** The object of a JSON text; null when the text is not JSON or not an object. */
export function parseJsonObject(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text) as JsonObject[string];
    return isJsonObject(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export const formatJson = (value: JsonObject[string]): string => JSON.stringify(value, null, 2);
