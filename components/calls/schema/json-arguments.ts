import { isJsonObject } from '@/components/lib/json';
import type { JsonObject } from '@/lib/tools/contracts';

/** The object that a text of JSON holds; null when it is not JSON or no object. */
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
