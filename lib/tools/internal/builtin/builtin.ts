import 'server-only';
import type { JsonObject, StoredTool } from '@/lib/tools/contracts';
import type { InvokeContext } from '@/lib/tools/tool-outcome';

/** A tool that is part of Yika. It is read-only: a built-in tool never changes anything outside. */
export interface Builtin {
  /** Its name in the definition of the stored tool, and the tool's name on a fresh install. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  /**
   * Returns JSON in the language of the context. `input` satisfies `inputSchema`.
   * @throws AppError when it has no answer; the person and the model get its code
   */
  readonly run: (input: JsonObject, context: InvokeContext, tool: StoredTool) => JsonObject | Promise<JsonObject>;
}

/** Chooses texts by language; people and the model read the results of built-in tools. */
export function wordsIn(context: InvokeContext): (zh: string, en: string) => string {
  return (zh, en) => (context.locale === 'zh' ? zh : en);
}
