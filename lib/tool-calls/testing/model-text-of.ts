import { modelTextOfResult } from '@/lib/tool-calls/internal/model-text';

/** A result as the model gets it, whole. */
export function modelTextOf(result: string): string {
  return modelTextOfResult('get_order', result, Infinity).text;
}
