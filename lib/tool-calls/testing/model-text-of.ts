import { modelTextOfResult } from '@/lib/tool-calls/internal/model-text';

/** A result as the model is told it, whole. */
export function modelTextOf(result: string): string {
  return modelTextOfResult('get_order', result, Infinity).text;
}
