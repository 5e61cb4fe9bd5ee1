import 'server-only';
import type { JsonObject, StoredTool } from '@/lib/tools/contracts';
import type { InvokeContext } from '@/lib/tools/tool-outcome';

/** A tool that Yika brings along. It only looks up: a built-in never changes anything outside. */
export interface Builtin {
  /** What its stored tool's definition calls it, and the tool's name on a fresh install. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  /**
   * Answers with JSON in the context's language. `input` fits `inputSchema`.
   * @throws AppError for an answer it cannot give; the person and the model get its code
   */
  readonly run: (input: JsonObject, context: InvokeContext, tool: StoredTool) => JsonObject | Promise<JsonObject>;
}

/** Picks the words of a language; built-in results are read by people and by the model. */
export function wordsIn(context: InvokeContext): (zh: string, en: string) => string {
  return (zh, en) => (context.locale === 'zh' ? zh : en);
}
