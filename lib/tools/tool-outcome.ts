import 'server-only';
import type { JsonObject, StoredTool, ToolError } from '@/lib/tools/contracts';

/** Who calls a tool, and how the call is aborted. */
export interface InvokeContext {
  readonly callId: string;
  readonly personId: string;
  /** The language of built-in tools' results. */
  readonly locale: 'zh' | 'en';
  readonly now: Date;
  /** Aborted when the run is stopped; the tool's own time limit is additional. */
  readonly signal: AbortSignal;
  /** Called just before the request is sent: a failure before that has changed nothing. */
  readonly onSent: () => void;
}

/** The outcome of a call. A failure is returned as data, for the model and the person; nothing is thrown. */
export type ToolOutcome =
  | {
      readonly ok: true;
      readonly type: 'json' | 'text' /** The whole result; JSON as text when `type` is json. */;
      readonly text: string;
    }
  | { readonly ok: false; readonly error: ToolError };

/**
 * Calls a tool whose arguments were validated and whose call was allowed. Throws only the signal's reason when aborted,
 * and bugs.
 */
export type Invoke = (tool: StoredTool, input: JsonObject, context: InvokeContext) => Promise<ToolOutcome>;
