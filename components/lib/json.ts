import type { JsonObject } from '@/lib/tools/contracts';

export type Json = JsonObject[string];

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
